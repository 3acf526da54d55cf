import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../sim/disk/simTree.ts';
import type { SimHost } from '../../sim/host/simHost.ts';
import type { Caller } from '../../test/storage/caller.ts';
import { fileOf, STORE_PATH, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { encodeDownloadRequest } from '../protocol/download.ts';
import { INT64_MAX } from '../protocol/int64.ts';
import { EndOfStream } from '../wire/byteReader.ts';
import { PIECE_SIZE } from './pieces.ts';

const ADDRESS = fileOf('f1');
const KEY = 'storage:uid:fid:tnv001:f1';
const CONTENT = Buffer.from('the bytes of a film');
const NOT_FOUND = { errorNumber: 404 };

/** Runs `body` with one storage. */
function withStorage(body: (site: TestSite, host: SimHost, caller: Caller) => Promise<void>): Promise<void> {
  return withSite(async (site) => {
    const host = site.machine('storage1');
    await site.startStorage(host);
    await body(site, host, await site.call(host));
  });
}

/** Runs `body` with two storages that share a volume. */
function withGroup(body: (site: TestSite, hosts: [SimHost, SimHost], callers: [Caller, Caller]) => Promise<void>) {
  return withSite(async (site) => {
    const hosts = site.group('storage1', 'storage2').hosts as [SimHost, SimHost];
    for (const host of hosts) await site.startStorage(host);
    await body(site, hosts, [await site.call(hosts[0]), await site.call(hosts[1])]);
  });
}

/** How often the database is asked for a row while `work` is done. */
async function countFinds(site: TestSite, work: () => Promise<void>): Promise<number> {
  let finds = 0;
  site.files.watch = (operation, when) => {
    if (operation === 'find' && when === 'before') finds++;
  };
  await work();
  site.files.watch = undefined;
  return finds;
}

describe('reading a file', () => {
  it('asks the database once, then the cache', () =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      const finds = await countFinds(site, async () => {
        expect(await caller.filesize(ADDRESS)).toBe(19n);
        expect(await site.cache.get(KEY)).toMatch(/^19;\.\.\/data\/000\/000\/000\/[0-9A-F]+_000$/);
        for (let i = 0; i < 5; i++) expect(await caller.download(ADDRESS)).toEqual(CONTENT);
      });
      expect(finds).toBe(1);
      await site.world.sleep(61_000);
      const again = await site.call(host);
      expect(await countFinds(site, async () => void (await again.filesize(ADDRESS)))).toBe(1);
    }));

  // Spec: DOWNLOAD-RANGE, WIRE-DOWNLOAD
  it('gives exactly the wanted part, or refuses a part that is not there', () =>
    withStorage(async (_site, _host, caller) => {
      const content = Buffer.alloc(2 * PIECE_SIZE + 100, 'a film with many pieces, ');
      for (let at = 0; at < content.length; at += 4_096) content.writeUInt32BE(at, at);
      expect(await caller.upload(ADDRESS, content)).toBe('ok');
      const size = BigInt(content.length);
      const around = fc.constantFrom(0n, 1n, BigInt(PIECE_SIZE), BigInt(2 * PIECE_SIZE), size - 1n, size, size + 1n);
      const int64 = fc.bigInt({ min: -(2n ** 63n), max: INT64_MAX });
      const number = fc.oneof(around, fc.bigInt({ min: 0n, max: size }), int64, fc.constant(INT64_MAX));
      await fc.assert(
        fc.asyncProperty(number, number, async (offset, count) => {
          const end = count === 0n ? size : offset + count;
          const fits = offset >= 0n && count >= 0n && offset <= size && end <= size;
          const answer = await caller.download(ADDRESS, offset, count);
          if (!fits) expect(answer).toBe(416);
          else expect((answer as Buffer).equals(content.subarray(Number(offset), Number(end)))).toBe(true);
        }),
        { numRuns: 60 },
      );
    }));

  // Spec: READ-OWNER
  it('is for its application and its user only, whether the cache knows the file or not', () =>
    withStorage(async (site, _, caller) => {
      const strangers = [fileOf('f1', 'tnv001', 'other'), fileOf('f1', 'alice'), fileOf('f1', 'bob'), fileOf('f2')];
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      for (const warm of [false, true]) {
        if (warm) expect(await caller.filesize(ADDRESS)).toBe(19n);
        for (const stranger of strangers) {
          expect(await caller.filesize(stranger)).toMatchObject(NOT_FOUND);
          expect(await caller.download(stranger)).toBe(404);
          expect(await caller.delete(stranger)).toBe(404);
        }
      }
      expect(await caller.download(ADDRESS)).toEqual(CONTENT);
      expect(site.files.rows()).toHaveLength(1);
    }));

  it("is not fooled by ids that make up another file's cache key", () =>
    withStorage(async (site, _, caller) => {
      const [mine, theirs] = [fileOf('b:c', 'a'), fileOf('c', 'a:b')];
      expect(await caller.upload(mine, CONTENT)).toBe('ok');
      expect(await caller.filesize(mine)).toBe(19n);
      expect(await site.cache.get('storage:uid:fid:a:b:c')).toBeDefined();
      expect(await caller.filesize(theirs)).toMatchObject(NOT_FOUND);
      expect(await caller.download(theirs)).toBe(404);
      expect(await caller.delete(theirs)).toBe(404);
      expect(await caller.download(mine)).toEqual(CONTENT);
    }));

  it('does not believe a cache entry about a file it has not seen the row of', () =>
    withStorage(async (site, _, caller) => {
      expect(await caller.upload(fileOf('other'), CONTENT)).toBe('ok');
      const path = site.files.rows()[0]?.path;
      for (const value of [`19;${path}`, '19;../data/../../etc/passwd', 'nonsense', ';', `1;${path}`]) {
        await site.cache.set(KEY, value, 60);
        expect(await caller.download(ADDRESS)).toBe(404);
      }
    }));

  // Spec: READ-ON-DISK, DELETE-STAYS
  it('finds no deleted file again when its row is put back into the cache', () =>
    withGroup(async (site, _, [one, two]) => {
      expect(await one.upload(ADDRESS, CONTENT)).toBe('ok');
      for (const caller of [one, two]) expect(await caller.filesize(ADDRESS)).toBe(19n);
      const entry = (await site.cache.get(KEY)) as string;
      expect(await one.delete(ADDRESS)).toBe('ok');
      for (const caller of [one, two]) {
        await site.cache.set(KEY, entry, 60);
        expect(await caller.download(ADDRESS)).toBe(404);
        expect(await site.cache.get(KEY)).toBeUndefined();
        await site.cache.set(KEY, entry, 60);
        expect(await caller.filesize(ADDRESS)).toMatchObject(NOT_FOUND);
      }
      const next = Buffer.from('another film');
      expect(await two.upload(ADDRESS, next)).toBe('ok');
      await site.cache.set(KEY, entry, 60);
      for (const caller of [one, two]) expect(await caller.download(ADDRESS)).toEqual(next);
    }));

  // Spec: READ-ON-DISK, DELETE-STAYS
  it('sees a delete of the other storage at once, though its cache is warm', () =>
    withGroup(async (_site, _hosts, [one, two]) => {
      for (let round = 0; round < 3; round++) {
        expect(await one.upload(ADDRESS, CONTENT)).toBe('ok');
        expect(await two.download(ADDRESS)).toEqual(CONTENT);
        expect(await one.filesize(ADDRESS)).toBe(19n);
        expect(await two.delete(ADDRESS)).toBe('ok');
        expect(await one.filesize(ADDRESS)).toMatchObject(NOT_FOUND);
        expect(await one.download(ADDRESS)).toBe(404);
      }
    }));

  // Spec: READ-PATH
  it('opens no path outside of the store paths, whatever a row says', () =>
    withStorage(async (site, host, caller) => {
      host.machine.disk.put('/etc/passwd', Buffer.from('secret'));
      const paths = [
        '/etc/passwd',
        '../data/../../etc/passwd',
        '../data/000/000/000/../../../../../etc/passwd',
        '../data',
        '../data/',
        '../database/000/000/000/5F6E7AD2_000',
        '/srv/data/000/000/000/5F6E7AD2_000',
        '',
      ];
      for (const [i, path] of paths.entries()) {
        const address = fileOf(`hostile${i}`);
        await site.files.insert({ ...address, path, size: 6 });
        expect(await caller.filesize(address)).toMatchObject({ errorNumber: 500 });
        expect(await caller.download(address)).toBe(500);
        expect(await caller.delete(address)).toBe(500);
      }
      expect(site.files.rows()).toHaveLength(paths.length);
      expect(host.machine.disk.files('/etc').get('/etc/passwd')).toEqual(Buffer.from('secret'));
    }));

  // Spec: READ-RIGHT-OR-ABSENT
  it('refuses a file whose size is not the one of its row', () =>
    withStorage(async (site, host, caller) => {
      const path = '000/000/000/5F6E7AD2_000';
      host.machine.disk.put(`/srv/data/${path}`, CONTENT);
      await site.files.insert({ ...ADDRESS, path: `../data/${path}`, size: 18 });
      expect(await caller.filesize(ADDRESS)).toMatchObject({ errorNumber: 500 });
      expect(await caller.download(ADDRESS)).toBe(500);
      expect(host.openFiles).toBe(0);
      expect(await site.cache.get(KEY)).toBeUndefined();
    }));

  it('refuses a file that has lost bytes, though the cache knows it', () =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      expect(await caller.download(ADDRESS)).toEqual(CONTENT);
      const path = site.files.rows()[0]?.path.replace('../data', '/srv/data') ?? '';
      host.machine.disk.unlink(path.split('/').slice(1), 0);
      host.machine.disk.put(path, CONTENT.subarray(1));
      expect(await caller.filesize(ADDRESS)).toMatchObject({ errorNumber: 500 });
      expect(await caller.download(ADDRESS)).toBe(500);
      expect(host.openFiles).toBe(0);
    }));

  it('asks the database when the cache has a wrong size', () =>
    withStorage(async (site, _, caller) => {
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      await site.cache.set(KEY, `7;${site.files.rows()[0]?.path}`, 60);
      expect(await caller.filesize(ADDRESS)).toBe(19n);
      await site.cache.set(KEY, `7;${site.files.rows()[0]?.path}`, 60);
      expect(await caller.download(ADDRESS)).toEqual(CONTENT);
    }));

  // Spec: READ-VOLUME
  it('is refused with 503, not 404, while the volume is away', () =>
    withSite(async (site) => {
      const { hosts } = site.group('storage1');
      const [host] = hosts as [SimHost];
      await site.startStorage(host);
      const caller = await site.call(host);
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      for (const warm of [false, true]) {
        if (warm) expect(await caller.filesize(ADDRESS)).toBe(19n);
        site.unmount(host);
        expect(await caller.filesize(ADDRESS)).toMatchObject({ errorNumber: 503 });
        expect(await caller.download(ADDRESS)).toBe(503);
        expect(await caller.delete(ADDRESS)).toBe(503);
        expect(await caller.filesize(fileOf('f2'))).toMatchObject(NOT_FOUND);
        site.mount(host);
      }
      expect(await caller.download(ADDRESS)).toEqual(CONTENT);
    }));

  it('is refused with 503 while the database is away, unless the cache knows the file', () =>
    withStorage(async (site, _, caller) => {
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      site.files.fail('any', 'failed', { times: Number.POSITIVE_INFINITY });
      expect(await caller.download(ADDRESS)).toBe(503);
      site.files.heal();
      expect(await caller.download(ADDRESS)).toEqual(CONTENT);
      site.files.fail('any', 'failed', { times: Number.POSITIVE_INFINITY });
      expect(await caller.download(ADDRESS)).toEqual(CONTENT);
    }));

  // Spec: CACHE-ADVISORY
  it('works without a cache', () =>
    withStorage(async (site, _, caller) => {
      const broken = async (): Promise<never> => {
        throw new Error('the cache is down');
      };
      Object.assign(site.cache, { get: broken, set: broken, delete: broken });
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      expect(await caller.filesize(ADDRESS)).toBe(19n);
      expect(await caller.download(ADDRESS)).toEqual(CONTENT);
      expect(await caller.delete(ADDRESS)).toBe('ok');
      expect(await caller.download(ADDRESS)).toBe(404);
    }));

  // Spec: UPLOAD-IDS
  it('answers an empty id with 400', () =>
    withStorage(async (_site, _host, caller) => {
      for (const address of [fileOf(''), fileOf('f1', '')]) {
        expect(await caller.filesize(address)).toMatchObject({ errorNumber: 400 });
        expect(await caller.download(address)).toBe(400);
        expect(await caller.delete(address)).toBe(400);
      }
    }));

  // Spec: READ-RIGHT-OR-ABSENT
  it('cuts the connection when the file cannot be read to its end', () =>
    withStorage(async (site, host, caller) => {
      const content = Buffer.alloc(4 * PIECE_SIZE, 'x');
      expect(await caller.upload(ADDRESS, content)).toBe('ok');
      host.diskFaults.fail({ operation: 'readAt', reason: 'io', skip: 2 });
      await expect(caller.download(ADDRESS)).rejects.toSatisfy(
        (error) => error instanceof EndOfStream || error instanceof ConnectionLost,
      );
      expect(host.openFiles).toBe(0);
      expect(((await (await site.call(host)).download(ADDRESS)) as Buffer).equals(content)).toBe(true);
    }));

  it('lets go of the file of a viewer who goes away, or who takes nothing any more', () =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(ADDRESS, Buffer.alloc(8 * PIECE_SIZE, 'x'))).toBe('ok');
      const gone = await site.call(host);
      const asked = gone.download(ADDRESS).catch(() => 'gone');
      await site.world.sleep(20);
      gone.leave();
      expect(await asked).toBe('gone');
      const stalled = await site.call(host);
      await stalled.connection.write(encodeDownloadRequest({ ...ADDRESS, offset: 0n, size: 0n }));
      await site.world.sleep(1_000);
      expect(host.openFiles).toBe(1);
      await site.world.sleep(120_000);
      expect(host.openFiles).toBe(0);
      expect(host.openSockets).toBeLessThan(5);
    }));
});

// Spec: DELETE-SEEN
describe('a file whose name a delete has just removed', () => {
  it.each(['filesize', 'list'] as const)('is not back after a power failure when %s has seen that it is gone', (how) =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
      const row = await site.files.find(ADDRESS.userid, ADDRESS.fileid);
      const names = namesOf((row?.path ?? '').replace(STORE_PATH.text, STORE_PATH.folder));
      host.machine.disk.unlink(names, site.world.nowMs);
      if (how === 'filesize') expect(await caller.filesize(ADDRESS)).toMatchObject(NOT_FOUND);
      else expect(await caller.list()).toMatchObject({ files: [] });
      host.crash({ disk: 'lost' });
      expect(host.machine.disk.find(names)).toBe(undefined);
    }),
  );
});
