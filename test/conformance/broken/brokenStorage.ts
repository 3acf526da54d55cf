import { readFileSync } from 'node:fs';
import { encodeReply } from '../../../conformance/wire/layout.ts';
import { pause } from '../../../conformance/wire/patience.ts';
import { describe, page } from './brokenListing.ts';
import { type Asked, Refused, type Role } from './brokenServer.ts';
import type { Flaws } from './flaw.ts';

const INT64_MAX = 2n ** 63n - 1n;
const LARGE = 250_000;

/** A file, and the application it belongs to. */
export interface StoredFile {
  readonly owner: string;
  readonly content: Buffer;
  /** Whose it is, where that is known. */
  readonly userid?: string;
}

/** The files of one broken group: its database and its volume. */
export interface Volume {
  readonly files: Map<string, StoredFile>;
  readonly deleted: Map<string, StoredFile>;
  /** What files are called, by the same keys. */
  readonly notes: Map<string, { readonly name: string; readonly type: string }>;
  /** Uploads that were acknowledged and are still coming; who asks for one waits for it. */
  readonly promised: Map<string, Promise<void>>;
}

/** What a crash of a storage does to its volume. */
export function crash(flaws: Flaws, { files, deleted, promised }: Volume): void {
  promised.clear();
  if (flaws.has('acknowledges before it is durable')) files.clear();
  if (flaws.has('loses bytes and keeps rows')) {
    for (const key of files.keys()) files.set(key, { owner: '\0', content: Buffer.alloc(0) });
  }
  if (flaws.has('brings deleted files back')) for (const [key, file] of deleted) files.set(key, file);
}

/** A storage in memory, right but for its flaws. */
export function brokenStorage(flaws: Flaws, shared: Volume): Role {
  const volume: Volume = flaws.has('keeps files to itself')
    ? { files: new Map(), deleted: new Map(), notes: new Map(), promised: new Map() }
    : shared;
  const { files } = volume;
  const cache = new Map<string, StoredFile>();
  const seen = new Set<string>();
  const underWay = new Set<string>();
  /** Uploads that were answered before their content came: who asks for their files waits for it. */
  let last: Buffer | undefined;

  const keyOf = ({ fields }: Asked): string => {
    let fileid = String(fields.fileid);
    let userid = String(fields.userid);
    if (flaws.has('cuts file ids at 64 bytes')) fileid = fileid.slice(0, 64);
    if (flaws.has('ignores trailing spaces')) [fileid, userid] = [fileid.trimEnd(), userid.trimEnd()];
    const minded = !flaws.has('minds no owner');
    const key = minded ? `${userid}\0${fileid}` : fileid;
    return flaws.has('compares ids without case') ? key.toLowerCase() : key;
  };

  const find = (asked: Asked): StoredFile => {
    const key = keyOf(asked);
    const path = String(asked.fields.fileid);
    if (flaws.has('gives files by path') && path.startsWith('/etc/')) return { owner: '', content: readFileSync(path) };
    const cached = flaws.has('reads from a cache') ? cache.get(key) : undefined;
    const file = cached ?? files.get(key);
    const wild = flaws.has('believes in wildcards') && /[%_]/.test(path);
    if (wild) for (const [each, found] of files) if (each.startsWith(`${asked.fields.userid}\0`)) return found;
    const appid = String(asked.fields.appid);
    const trusted = flaws.has('minds no owner of what it has read') && seen.has(key);
    const mine = file?.owner === appid || flaws.has('minds no owner') || trusted;
    if (file === undefined || !mine)
      throw new Refused(404, flaws.has('tells an owner') ? ownerText(asked) : 'no such file');
    cache.set(key, file);
    seen.add(key);
    return file;
  };

  const ownerText = ({ fields }: Asked): string => {
    const key = [...files.keys()].find((each) => each.endsWith(`\0${fields.fileid}`));
    if (key !== undefined) throw new Refused(403, `the file is of ${key.split('\0')[0]}`);
    return 'no such file';
  };

  async function upload(asked: Asked): Promise<Buffer | undefined> {
    if (flaws.has('refuses every upload')) throw new Refused(507, 'full');
    const key = keyOf(asked);
    const owner = String(asked.fields.appid);
    const known =
      flaws.has('does not see duplicates of other storages') && !cache.has(key) ? undefined : files.get(key);
    if (known !== undefined && flaws.has('resets at a duplicate')) {
      asked.socket.resetAndDestroy();
      return undefined;
    }
    if (known !== undefined && flaws.has('says success to a duplicate and drops it')) {
      await asked.content();
      return encodeReply('UPLOAD');
    }
    if (known !== undefined && !flaws.has('replaces the old bytes')) throw new Refused(409, 'taken');
    if (flaws.has('blocks an id for ever') && seen.has(`blocked ${key}`)) throw new Refused(409, 'taken');
    seen.add(`blocked ${key}`);
    let kept = (): void => {};
    if (flaws.has('answers before the content has come')) {
      asked.socket.write(encodeReply('UPLOAD'));
      volume.promised.set(key, new Promise<void>((resolve) => (kept = resolve)));
    }
    if (flaws.has('shows a file before it is whole'))
      files.set(key, { owner, content: Buffer.alloc(Number(asked.fields.size)) });
    const rival = flaws.has('mixes up uploads of one id') && underWay.has(key);
    if (rival) last = Buffer.from('harmed');
    underWay.add(key);
    const content = await asked.content().finally(() => setImmediate(kept));
    underWay.delete(key);
    if (content === undefined) {
      if (flaws.has('keeps what came of a cut upload')) files.set(key, { owner, content: asked.torn() });
      if (!flaws.has('keeps an id of a cut upload')) seen.delete(`blocked ${key}`);
      else files.set(key, { owner: '\0', content: Buffer.alloc(0) });
      return undefined;
    }
    const early = flaws.has('checks for duplicates too early') || flaws.has('replaces the old bytes');
    if (early) await pause(5);
    const other =
      flaws.has('does not see duplicates of other storages') && !cache.has(key) ? undefined : files.get(key);
    const shown = flaws.has('shows a file before it is whole');
    if (other !== undefined && !early && !shown) throw new Refused(409, 'taken');
    const userid = String(asked.fields.userid);
    const file = { owner, userid, content: written(content, volume.deleted.get(key)?.content) };
    if (!(content.length === 0 && flaws.has('loses empty files'))) files.set(key, file);
    cache.set(key, file);
    if (flaws.has('answers before the content has come')) return Buffer.alloc(0);
    if (!flaws.has('sends a body with every success')) return encodeReply('UPLOAD');
    return encodeReply('UPLOAD', {}, { body: Buffer.from('ok\0') });
  }

  function written(content: Buffer, before: Buffer | undefined): Buffer {
    if (flaws.has('gives other bytes after a delete') && before?.length === content.length) return before;
    if (flaws.has('loses the last byte of large files') && content.length > LARGE) return content.subarray(0, -1);
    if (flaws.has('ends content at a NUL') && content.includes(0)) return content.subarray(0, content.indexOf(0));
    const mixed = flaws.has('mixes up files that come at once') || last?.equals(Buffer.from('harmed'));
    const mine = mixed && last !== undefined ? Buffer.concat([last, content]).subarray(0, content.length) : content;
    last = flaws.has('mixes up files that come at once') ? Buffer.from(content.subarray(0, 64)) : undefined;
    if (!flaws.has('wrong bytes in the middle') || content.length < 65_537) return Buffer.from(mine);
    const wrong = Buffer.from(mine);
    wrong.writeUInt8(wrong.readUInt8(65_536) ^ 1, 65_536);
    return wrong;
  }

  function download(asked: Asked): Buffer {
    const { content } = find(asked);
    const [offset, size] = [asked.fields.offset as bigint, asked.fields.size as bigint];
    const [from, to] = rangeOf(offset, size, BigInt(content.length), flaws);
    const less = flaws.has('gives one byte too few') && to - from > 1 ? 1 : 0;
    return encodeReply('DOWNLOAD', { content: content.subarray(from, to - less) });
  }

  function remove(asked: Asked): Buffer {
    if (flaws.has('never deletes twice') && volume.deleted.has(keyOf(asked))) return encodeReply('DELETE');
    const key = keyOf(asked);
    const anybody =
      flaws.has('lets anybody delete') && [...files.keys()].find((each) => each.endsWith(`\0${asked.fields.fileid}`));
    if (anybody) files.delete(anybody);
    const file = anybody ? { owner: '', content: Buffer.alloc(0) } : find(asked);
    volume.deleted.set(key, file);
    if (!flaws.has('forgets to delete')) files.delete(key);
    if (!flaws.has('keeps descriptions of deleted files')) volume.notes.delete(key);
    if (flaws.has('deletes by prefix'))
      for (const each of [...files.keys()]) if (each.startsWith(key)) files.delete(each);
    if (!flaws.has('reads from a cache')) cache.delete(key);
    if (flaws.has('blocks an id for ever')) seen.add(`blocked ${key}`);
    else seen.delete(`blocked ${key}`);
    return encodeReply('DELETE');
  }

  return {
    part: 'storage',
    async answer(asked) {
      const { userid, fileid } = asked.fields;
      if ((userid === '' || fileid === '') && !flaws.has('takes empty ids')) throw new Refused(400, 'empty');
      if (asked.name === 'LIST') return page(asked, volume, flaws);
      await volume.promised.get(keyOf(asked));
      if (asked.name === 'DESCRIBE') return describe(asked, keyOf(asked), volume, flaws);
      if (asked.name === 'UPLOAD') return upload(asked);
      if (asked.name === 'DOWNLOAD') return download(asked);
      if (asked.name === 'DELETE') return remove(asked);
      const file = flaws.has('tells sizes from a cache') ? (cache.get(keyOf(asked)) ?? find(asked)) : find(asked);
      return encodeReply('FILESIZE', { size: BigInt(file.content.length) });
    },
  };
}

/** Where a part begins and ends. */
function rangeOf(offset: bigint, size: bigint, length: bigint, flaws: Flaws): [from: number, to: number] {
  if (flaws.has('counts in 32 bits'))
    return rangeOf(BigInt.asUintN(32, offset), BigInt.asUintN(32, size), length, NONE);
  let end = size === 0n ? length : offset + size;
  if (flaws.has('takes offset and size for first and last') && size !== 0n) end = size + 1n;
  if (flaws.has('adds offset and size in 64 bits')) end = size === 0n ? length : BigInt.asIntN(64, offset + size);
  if (flaws.has('clips ranges')) {
    const from = offset < 0n ? 0n : offset > length ? length : offset;
    const to = end > length || end > INT64_MAX ? length : end < from ? from : end;
    return [Number(from), Number(to)];
  }
  const overflown = flaws.has('adds offset and size in 64 bits') && end < 0n;
  const wrong = offset < 0n || size < 0n || offset > length || end > length;
  if ((wrong && !overflown) || (flaws.has('refuses the end') && offset === length)) throw new Refused(416, 'range');
  return [Number(offset), Math.max(Number(offset), Number(end))];
}

const NONE = { has: () => false } as unknown as Flaws;
