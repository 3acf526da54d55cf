import { byteTable, markdownTable } from './byteTable.ts';
import { type Example, exampleOf } from './examples.ts';
import { hexDump } from './hexDump.ts';
import { bytesOf } from './layout.ts';
import type { Packets } from './packets.ts';
import { scaleTable } from './scale.ts';
import { schemaTable } from './schema.ts';
import { fileIdSum, pathSums, userTableSum, userTables } from './sums.ts';
import { CHINESE, ENGLISH, type Words } from './words.ts';

const BLOCK = /^<!-- made: (.+) -->\n[\s\S]*?^<!-- end -->$/gm;

/**
 * A chapter with every block between `<!-- made: what -->` and `<!-- end -->` made anew. Throws a RangeError for a block
 * that nobody can make.
 */
export function withBlocks(chapter: string, markdown: string, packets: Packets): string {
  const words = chapter.endsWith('.zh-CN.md') ? CHINESE : ENGLISH;
  return markdown.replace(BLOCK, (_block, what: string) => {
    const made = blockOf(what, packets, words).trimEnd();
    return `<!-- made: ${what} -->\n\n${made}\n\n<!-- end -->`;
  });
}

/** What the blocks of a chapter are made of. */
export function blocksIn(markdown: string): string[] {
  return [...markdown.matchAll(BLOCK)].map((match) => match[1] ?? '');
}

function blockOf(what: string, packets: Packets, words: Words): string {
  const [kind = '', ...rest] = what.split(' ');
  const name = rest.join(' ');
  switch (kind) {
    case 'head':
      return byteTable(packets.head.fields, { ...words, columns: words.headColumns });
    case 'fields':
      return byteTable(fieldsOf(packets, name), words);
    case 'dump':
      return dump(exampleOf(packets, name), words);
    case 'commands':
      return commandTable(packets, name === '' ? undefined : name, words);
    case 'errors':
      return markdownTable(
        words.errorColumns,
        packets.errors.map(({ number, meaning }) => [number, words.say(meaning)]),
      );
    case 'deserved':
      return deservedTable(packets, words);
    case 'user':
      return userTableSum(name);
    case 'users':
      return userTables(rest);
    case 'scale':
      return scaleTable(name);
    case 'schema':
      return schemaTable(name);
    case 'fileid':
      return fileIdSum(rest.slice(0, 4), rest.slice(4).map(Number));
    case 'paths':
      return pathSums(rest.slice(1).map(BigInt), Number(rest[0]));
    default:
      throw new RangeError(`nobody can make the block "${what}"`);
  }
}

function fieldsOf(packets: Packets, name: string): Packets['head']['fields'] {
  if (name === 'failure') return packets.failure.fields;
  for (const packet of packets.packets) {
    if (name === packet.name) return packet.fields;
    if (name === `${packet.name} reply`) return packet.reply.fields;
  }
  throw new RangeError(`no packet ${name}`);
}

function dump(example: Example, words: Words): string {
  const caption = words.caption(example.title, bytesOf(example.pieces).length);
  return `${caption}\n\n\`\`\`\n${hexDump(example.pieces, example.notes)}\n\`\`\``;
}

/** The commands of everybody, or those of an extension. */
function commandTable(packets: Packets, extension: string | undefined, words: Words): string {
  const own = packets.packets.filter((packet) => packet.extension === extension);
  const rows = own.map(({ name, command, from, to, reply }) => {
    return [command, name, `${words.say(from)} → ${words.say(to)}`, reply.command];
  });
  return markdownTable(words.commandColumns, rows);
}

function deservedTable(packets: Packets, words: Words): string {
  const rows = packets.errors.flatMap(({ number, deserved }) =>
    deserved.map(({ by, when }) => [number, answered(by, words), words.say(when)]),
  );
  return markdownTable(words.deservedColumns, rows);
}

function answered(by: readonly string[], words: Words): string {
  if (by.length === 0) return words.say('anybody');
  return by[0] === 'connection' ? words.say('a new connection') : by.join(words.listComma);
}
