import { createHash } from 'node:crypto';
import { markdownTable } from './byteTable.ts';

/** The hash that finds a user's table, worked out byte by byte as in DB-USER-TABLE. */
export function userTableSum(userid: string): string {
  let hash = 0;
  const rows = [...Buffer.from(userid)].map((byte, index) => {
    const signed = byte > 127 ? byte - 256 : byte;
    const mixed = index % 2 === 0 ? (hash << 7) ^ signed ^ (hash >>> 3) : ~((hash << 11) ^ signed ^ (hash >>> 5));
    hash = (hash ^ mixed) >>> 0;
    return [index, byte.toString(16).padStart(2, '0'), signed, hash.toString(16).padStart(8, '0')];
  });
  const kept = hash & 0x7fffffff;
  const sum = `0x${kept.toString(16)} = ${kept}, mod 3 = ${kept % 3}: \`${userid}\` is in \`t_file_0${(kept % 3) + 1}\`.`;
  return `${markdownTable(['i', 'byte', 'c', 'h after it'], rows)}\n\n${sum}`;
}

/** Only the table of each user. */
export function userTables(userids: readonly string[]): string {
  const rows = userids.map((userid) => [`\`${userid}\``, /`(t_file_0\d)`\.$/.exec(userTableSum(userid))?.[1] ?? '']);
  return markdownTable(['user id', 'table'], rows);
}

/** Ids of a store path's key, and the path of each for an upload at `seconds`, as in STORE-PATH. */
export function pathSums(ids: readonly bigint[], seconds: number): string {
  const hex = (digit: bigint): string => digit.toString(16).toUpperCase().padStart(3, '0');
  const rows = ids.map((id) => {
    const [a, b, c, d] = [27n, 18n, 9n, 0n].map((bits) => (id >> bits) & 511n) as [bigint, bigint, bigint, bigint];
    const path = `${hex(a)}/${hex(b)}/${hex(c)}/${seconds.toString(16).toUpperCase()}_${hex(d)}`;
    return [String(id), `${a}, ${b}, ${c}, ${d}`, `\`../data/${path}\``];
  });
  return markdownTable(['id', 'digits in base 512', 'path'], rows);
}

/** The parts of a file id, put together as in FILE-ID. */
export function fileIdSum(
  [userid, pid, thread, random]: readonly string[],
  [seconds = 0, micros = 0, counter = 0, chance = 0]: readonly number[],
): string {
  const text = [userid, pid, thread, random].join('@');
  const digest = createHash('md5').update(text).digest('hex');
  const parts = [
    ['second', seconds, seconds.toString(16).padStart(8, '0')],
    ['microsecond', micros, micros.toString(16).padStart(6, '0')],
    ['MD5', `\`${text}\` → ${digest}`, digest.slice(0, 16)],
    ['counter', counter, String(counter).padStart(4, '0')],
    ['random', chance, String(chance).padStart(2, '0')],
  ] as const;
  const table = markdownTable(
    ['part', 'value', 'in the id'],
    parts.map(([part, value, shown]) => [part, value, `\`${shown}\``]),
  );
  return `${table}\n\nTogether: \`${parts.map(([, , shown]) => shown).join('')}\``;
}
