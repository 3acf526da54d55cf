import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SPEC_FOLDER } from '../../scripts/spec/chapters.ts';
import { parseHexDump } from '../../scripts/spec/hexDump.ts';
import type { Values } from '../../scripts/spec/layout.ts';
import { type Layout, readPackets } from '../../scripts/spec/packets.ts';
import { decodeHead, HEAD_SIZE } from '../../src/protocol/head.ts';
import { type Codec, failureCodec, REPLIES, REQUESTS } from './codecs.ts';

const packets = readPackets();
const DUMP = /^<!-- made: dump (.+) -->\n\n.+\n\n```\n([\s\S]*?)\n```$/gm;

/** All dumps of all chapters: what each shows, and its text. */
const dumps = readdirSync(SPEC_FOLDER)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => [...readFileSync(join(SPEC_FOLDER, name), 'utf8').matchAll(DUMP)].map((match) => [name, ...match]))
  .map(([chapter = '', , packet = '', text = '']) => ({ chapter, packet, text }));

/** What a dump shows: its layout, the codec that must read it, and its head. */
function shown(packet: string): { layout: Layout; codec: Codec<unknown>; command: number; status: number } {
  if (packet === 'failure') {
    return { layout: packets.failure, codec: failureCodec(102), command: 102, status: packets.failureStatus };
  }
  const [name = '', reply] = packet.split(' ');
  const found = packets.packets.find((each) => each.name === name);
  const codec = (reply === undefined ? REQUESTS : REPLIES)[name];
  if (found === undefined || codec === undefined) throw new Error(`no packet ${packet}`);
  const layout = reply === undefined ? found : found.reply;
  return { layout, codec, command: layout.command, status: 0 };
}

/** The example of a layout as our codec has it. */
function valuesOf({ fields, example = {} }: Pick<Layout, 'fields' | 'example'>): Values {
  return Object.fromEntries(
    fields.map(({ name, type, of = [] }) => {
      const value = example[name] ?? '';
      if (typeof value === 'object') return [name, value.map((item) => valuesOf({ fields: of, example: item }))];
      if (type === 'int64') return [name, BigInt(value)];
      return [name, type === 'bytes' ? new Uint8Array(Buffer.from(String(value), 'hex')) : value];
    }),
  );
}

describe('the dumps of the specification', () => {
  it('are there for every request, reply and failure', () => {
    const wanted = packets.packets.flatMap(({ name }) => [name, `${name} reply`]);
    expect(dumps.map(({ packet }) => packet)).toEqual(expect.arrayContaining([...wanted, 'failure']));
  });

  it.each(dumps)('$packet in $chapter is read and written by our codec, byte by byte', ({ packet, text }) => {
    const bytes = parseHexDump(text);
    const { layout, codec, command, status } = shown(packet);
    const bodyLength = BigInt(bytes.length - HEAD_SIZE);
    expect(decodeHead(bytes.subarray(0, HEAD_SIZE))).toEqual({ bodyLength, command, status });
    const read = codec.decode(bytes.subarray(HEAD_SIZE));
    expect(codec.inLayout?.(read) ?? read).toEqual(valuesOf(layout));
    expect(codec.encode(read).toString('hex')).toBe(bytes.toString('hex'));
  });
});
