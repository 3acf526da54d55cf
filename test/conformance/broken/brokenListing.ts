import { encodeReply } from '../../../conformance/wire/layout.ts';
import { type Asked, Refused } from './brokenServer.ts';
import type { StoredFile, Volume } from './brokenStorage.ts';
import type { Flaws } from './flaw.ts';

const PAGE_MAX = 500;
const PAGE_BY_DEFAULT = 3;

/** LIST, right but for its flaws. */
export function page({ fields }: Asked, { files, deleted, notes }: Volume, flaws: Flaws): Buffer {
  const owned = ([, { owner, userid }]: [string, StoredFile]): boolean =>
    flaws.has('lists the files of everybody') || (userid === fields.userid && owner === fields.appid);
  const there = [...files, ...(flaws.has('lists deleted files') ? deleted : [])].filter(owned);
  const entries = there.map(([key, { content }]) => ({
    fileid: key.slice(key.indexOf('\0') + 1),
    size: flaws.has('tells no sizes') ? 0n : BigInt(content.length),
    uploaded: 0n,
    ...(notes.get(key) ?? { name: '', type: '' }),
  }));
  if (!flaws.has('lists files in the order they came'))
    entries.sort((a, b) => bytes(b.fileid).compare(bytes(a.fileid)));
  const after = String(fields.after);
  const behind = entries.filter(({ fileid }) => {
    if (after === '') return true;
    const order = bytes(fileid).compare(bytes(after));
    return flaws.has('begins a page with its place') ? order <= 0 : order < 0;
  });
  const from = flaws.has('looks for its place among the files')
    ? entries.findIndex(({ fileid }) => fileid === after) + 1
    : 0;
  const rest = flaws.has('looks for its place among the files') ? entries.slice(from) : behind;
  const limit = Number(fields.limit);
  const some = rest.slice(0, limit === 0 ? PAGE_BY_DEFAULT : Math.min(limit, PAGE_MAX));
  const more = rest.length > some.length && !flaws.has('takes every page for the last one');
  return encodeReply('LIST', { more: more ? 1 : 0, files: some });
}

/** DESCRIBE of the file with this key, right but for its flaws. */
export function describe({ fields }: Asked, key: string, { files, notes }: Volume, flaws: Flaws): Buffer {
  const mine = files.get(key)?.owner === fields.appid;
  if (!mine && !flaws.has('describes what is not there')) throw new Refused(404, 'no such file');
  const note = { name: String(fields.name), type: String(fields.type) };
  const front = key.slice(0, key.indexOf('\0') + 1);
  const keys = flaws.has('describes all files of a user')
    ? [...files.keys()].filter((each) => each.startsWith(front))
    : [key];
  for (const each of keys) if (!(notes.has(each) && flaws.has('keeps the first description'))) notes.set(each, note);
  return encodeReply('DESCRIBE');
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}
