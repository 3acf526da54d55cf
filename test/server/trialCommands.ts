import { createHash } from 'node:crypto';
import { DiskError } from '../../src/host/disk.ts';
import type { Host } from '../../src/host/host.ts';
import { ConnectionLost } from '../../src/host/networkErrors.ts';
import { sleep } from '../../src/host/sleep.ts';
import { encodeHead } from '../../src/protocol/head.ts';
import { TnvError } from '../../src/protocol/tnvError.ts';
import type { ContentCommand, ServerCommand, SmallCommand } from '../../src/server/command.ts';
import { OutcomeUnknown } from '../../src/server/refusal.ts';
import { StoreError } from '../../src/store/storeError.ts';

/** The command byte of all replies of a trial server. */
export const TRIAL_REPLY = 102;

/** A request of a trial server. */
export function request(code: number, body: Uint8Array = Buffer.alloc(0), claimed = BigInt(body.length)): Buffer {
  return Buffer.concat([encodeHead({ bodyLength: claimed, command: code, status: 0 }), body]);
}

/** Gives back the body it got. */
export const ECHO = 1;
/** Waits as many milliseconds as its body says (uint32), then replies. */
export const SLOW = 2;
/** Fails in the way its body names. */
export const FAIL = 3;
/** Takes content; its prefix says after how many bytes of it to refuse (uint32, all ones: never). */
export const PUT = 4;
/** Sends content: sizes of what is promised and of what is sent before it breaks (two uint32). */
export const GET = 5;

const CONTENT_MAX = 1_000_000;

const FAILURES: Readonly<Record<string, () => Error>> = {
  refused: () => new TnvError(404, 'no such thing'),
  database: () => new StoreError('failed', 'gone away'),
  full: () => new DiskError('full', 'ENOSPC'),
  broken: () => new DiskError('io', 'EIO'),
  unknown: () => new OutcomeUnknown('the answer was lost'),
  bug: () => new TypeError('undefined is not a function'),
  elsewhere: () => new ConnectionLost('an id server hung up'),
};

function reply(body: Uint8Array): Buffer {
  return Buffer.concat([encodeHead({ bodyLength: BigInt(body.length), command: TRIAL_REPLY, status: 0 }), body]);
}

function fail(body: Buffer): never {
  throw FAILURES[body.toString()]?.() ?? new Error('no such failure');
}

/** The digest that PUT replies with. */
export function digest(...chunks: readonly Uint8Array[]): string {
  return chunks.reduce((hash, chunk) => hash.update(chunk), createHash('sha256')).digest('hex');
}

/** What GET sends at this position. */
export function byteAt(position: number): number {
  return (position * 31) & 255;
}

/** Commands that do what their bodies say, for tests of the server itself. */
export function trialCommands(host: Host): ServerCommand[] {
  const small = (name: string, code: number, max: number, answer: SmallCommand['answer']): SmallCommand => {
    return { kind: 'small', name, code, bodySizes: [0, max], answer };
  };
  const put: ContentCommand = {
    kind: 'content',
    name: 'PUT',
    code: PUT,
    prefixSize: 4,
    async receive(prefix, content) {
      const refuseAfter = prefix.readUInt32BE(0);
      const hash = createHash('sha256');
      let taken = 0;
      while (taken < refuseAfter) {
        const chunk = await content.next(Math.min(65_536, refuseAfter - taken));
        if (chunk === null) return reply(Buffer.from(hash.digest('hex')));
        hash.update(chunk);
        taken += chunk.length;
      }
      throw new TnvError(409, `refused after ${taken} bytes`);
    },
  };
  return [
    small('ECHO', ECHO, 1000, (body) => reply(body)),
    small('SLOW', SLOW, 4, async (body) => {
      await sleep(host.timers, body.readUInt32BE(0));
      return reply(body);
    }),
    small('FAIL', FAIL, 100, (body) => (body[0] === 0x2b ? Promise.resolve(body.subarray(1)).then(fail) : fail(body))),
    put,
    small('GET', GET, 8, (body) => {
      const contentSize = body.readUInt32BE(0);
      const sendable = body.readUInt32BE(4);
      return {
        contentSize,
        async send(connection) {
          const count = Math.min(contentSize, sendable, CONTENT_MAX);
          const bytes = Buffer.from(Array.from({ length: count }, (_, position) => byteAt(position)));
          const head = encodeHead({ bodyLength: BigInt(contentSize), command: TRIAL_REPLY, status: 0 });
          await connection.write(head, bytes);
          if (count < contentSize) throw new DiskError('io', 'EIO');
        },
      };
    }),
  ];
}

/** A body of one or more uint32. */
export function uint32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, 4 * index);
  });
  return bytes;
}
