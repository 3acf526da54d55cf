import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, encodePacket, type Values } from '../../scripts/spec/layout.ts';
import { readPackets } from '../../scripts/spec/packets.ts';
import { Command, ReplyCommand } from '../../src/protocol/command.ts';
import { ErrorNumber } from '../../src/protocol/errorNumber.ts';
import { HEAD_SIZE } from '../../src/protocol/head.ts';
import { type Codec, failureCodec, REPLIES, REQUESTS } from './codecs.ts';

const packets = readPackets();

/** Our codec and the layout give the same bytes for the same values, and the codec reads them back. */
function agree(
  layout: Parameters<typeof encodePacket>[1],
  head: { command: number; status: number },
  of: Codec<unknown>,
) {
  fc.assert(
    fc.property(of.values, (values) => {
      const byLayout = bytesOf(encodePacket(packets, layout, head, of.inLayout?.(values) ?? (values as Values)));
      expect(of.encode(values).toString('hex')).toBe(byLayout.toString('hex'));
      expect(of.decode(byLayout.subarray(HEAD_SIZE))).toEqual(values);
    }),
    { numRuns: 50 },
  );
}

describe('packets.json and src/protocol', () => {
  // Spec: WIRE-COMMANDS, WIRE-REPLY-COMMANDS
  it('know the same packets', () => {
    expect(packets.packets.map(({ name }) => name)).toEqual(Object.keys(REQUESTS));
    expect(packets.packets.map(({ command }) => command)).toEqual(Object.values<number>(Command));
    expect(packets.replyCommands).toEqual(ReplyCommand);
    expect(packets.packets.map(({ to, reply }) => reply.command === packets.replyCommands[to])).not.toContain(false);
  });

  // Spec: WIRE-IDS, WIRE-JOIN, WIRE-BEAT, WIRE-SADDRS, WIRE-SADDRS-REPLY, WIRE-GROUPS, WIRE-GROUPS-REPLY, WIRE-IDGET,
  // WIRE-IDGET-REPLY, WIRE-UPLOAD, WIRE-FILESIZE, WIRE-FILESIZE-REPLY, WIRE-DOWNLOAD, WIRE-DELETE, WIRE-LIST,
  // WIRE-LIST-REPLY, WIRE-DESCRIBE
  it.each(packets.packets.map((packet) => [packet.name, packet] as const))(
    'agree on every byte of %s',
    (name, packet) => {
      agree(packet, { command: packet.command, status: 0 }, REQUESTS[name] as Codec<unknown>);
      agree(packet.reply, { command: packet.reply.command, status: 0 }, REPLIES[name] as Codec<unknown>);
    },
  );

  it('have content behind the field that says how long it is', () => {
    for (const { fields } of packets.packets.flatMap((packet) => [packet, packet.reply])) {
      fields.forEach(({ type, width }, at) => {
        if (type === 'bytes' && width !== 'rest') expect(fields.slice(0, at).map(({ name }) => name)).toContain(width);
        if (width === 'rest') expect(at).toBe(fields.length - 1);
      });
    }
  });

  // Spec: WIRE-FAILURE, WIRE-FAILURE-STATUS
  it('agree on every byte of a failure', () => {
    agree(packets.failure, { command: 101, status: packets.failureStatus }, failureCodec(101));
  });

  it('tell for every error number when it is deserved, and by packets that there are', () => {
    const names = [...packets.packets.map(({ name }) => name), 'connection'];
    for (const { deserved } of packets.errors) {
      expect(deserved.length).toBeGreaterThan(0);
      expect(deserved.flatMap(({ by }) => by).filter((name) => !names.includes(name))).toEqual([]);
    }
  });

  // Spec: ERR-NUMBERS
  it('know the same error numbers', () => {
    expect(packets.errors.map(({ number }) => number)).toEqual(Object.values(ErrorNumber));
  });
});
