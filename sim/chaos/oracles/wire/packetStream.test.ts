import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHead } from '../../../../src/protocol/head.ts';
import { PacketStream } from './packetStream.ts';

interface Seen {
  readonly command: number;
  readonly startOffset: number;
  readonly kept: string;
}

function cut(bytes: Buffer, pieces: readonly number[], keep: number): { seen: Seen[]; stream: PacketStream } {
  const seen: Seen[] = [];
  let head = { command: 0, startOffset: 0 };
  const stream = new PacketStream({
    head({ command }, startOffset) {
      head = { command, startOffset };
      return keep;
    },
    complete: (kept) => seen.push({ ...head, kept: kept.toString('hex') }),
  });
  let at = 0;
  for (const size of [...pieces, bytes.length]) {
    stream.push(bytes.subarray(at, at + size));
    at += size;
  }
  return { seen, stream };
}

describe('a stream of packets', () => {
  it('gives the same packets however the bytes are cut, and keeps the beginnings of their bodies', () => {
    const packets = fc.array(fc.record({ command: fc.nat(255), body: fc.uint8Array({ maxLength: 40 }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 0, max: 30 })), fc.nat(20), (sent, pieces, keep) => {
        const bytes = sent.map(({ command, body }) =>
          Buffer.concat([encodeHead({ bodyLength: BigInt(body.length), command, status: 0 }), body]),
        );
        let startOffset = 0;
        const expected = sent.map(({ command, body }, at) => {
          const seen = { command, startOffset, kept: Buffer.from(body.subarray(0, keep)).toString('hex') };
          startOffset += bytes[at]?.length ?? 0;
          return seen;
        });
        expect(cut(Buffer.concat(bytes), pieces, keep).seen).toEqual(expected);
      }),
    );
  });

  it('gives up at a length that leads nowhere', () => {
    for (const bodyLength of [-1n, 2n ** 63n - 1n]) {
      const head = encodeHead({ bodyLength, command: 70, status: 0 });
      const { seen, stream } = cut(Buffer.concat([head, Buffer.alloc(30)]), [], 10);
      expect(seen).toEqual([]);
      expect(stream.lost).toBe(true);
    }
  });
});
