import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { fileOf, filesBelow, STORE_PATH, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { encodeUploadRequest } from '../protocol/upload.ts';

const CONTENT = Buffer.from('the bytes of a film');

/** Longer than it takes to settle what was left in staging. */
const SETTLED_MS = 200_000;

function stored(host: SimHost): string[] {
  return filesBelow(host.machine.disk, STORE_PATH.folder);
}

/** Puts what an earlier run left behind: an entry in staging, perhaps with its final name and its row. */
async function leave(site: TestSite, host: SimHost, number: number, { file, row }: { file: boolean; row: boolean }) {
  const low = number.toString(16).toUpperCase().padStart(3, '0');
  const { disk } = host.machine;
  disk.put(`/srv/data/.tnv/storage1_23000/volume-1/000_000_00A_5F6E7AD2_${low}`, CONTENT);
  if (file) disk.put(`/srv/data/000/000/00A/5F6E7AD2_${low}`, CONTENT);
  const path = `../data/000/000/00A/5F6E7AD2_${low}`;
  if (row) await site.files.insert({ ...fileOf(`left${number}`), path, size: CONTENT.length });
}

async function leaveEverything(site: TestSite, host: SimHost): Promise<void> {
  await leave(site, host, 1, { file: true, row: true });
  await leave(site, host, 2, { file: true, row: false });
  await leave(site, host, 3, { file: false, row: true });
  await leave(site, host, 4, { file: false, row: false });
}

const SETTLED = {
  rows: ['left1'],
  stored: ['/srv/data/000/000/00A/5F6E7AD2_001'],
};

function expectSettled(site: TestSite, host: SimHost): void {
  expect(site.files.rows().map(({ fileid }) => fileid)).toEqual(SETTLED.rows);
  expect(stored(host)).toEqual(SETTLED.stored);
}

describe('the scrub', () => {
  // Spec: STORE-SCRUB, STORAGE-READY
  it('keeps what has a row, removes what has none, and finishes deletes, before the storage listens', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await leaveEverything(site, host);
      let listeningBefore: boolean | undefined;
      site.files.watch = () => {
        listeningBefore ??= host.openSockets > 0;
      };
      await site.startStorage(host);
      expect(listeningBefore).toBe(false);
      expectSettled(site, host);
      expect(host.logged('scrub')).toEqual([{ found: 4, kept: 1, removed: 2, finished: 1, left: 0 }]);
    }));

  // Spec: STORE-STAGING
  it('looks at its own entries only', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      const others = [
        '/srv/data/.tnv/storage2_23000/volume-1/000_000_00A_5F6E7AD2_001',
        '/srv/data/000/000/00B/5F6E7AD2_001',
      ];
      const strangers = [
        '/srv/data/.tnv/storage1_23000/beside',
        '/srv/data/.tnv/storage1_23000/volume-1/something else',
      ];
      for (const path of [...others, ...strangers]) host.machine.disk.put(path, CONTENT);
      await site.startStorage(host);
      expect(stored(host).sort()).toEqual([...others, ...strangers].sort());
      expect(host.logged('stranger in staging')).toMatchObject(strangers.map((path) => ({ path })));
    }));

  it('settles more entries than are asked for at once', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      let asked = 0;
      site.files.watch = (operation, when) => {
        if (operation === 'withPaths' && when === 'before') asked++;
      };
      for (let i = 0; i < 512; i++) await leave(site, host, i, { file: true, row: i % 2 === 0 });
      await site.startStorage(host);
      expect(asked).toBe(2);
      expect(stored(host)).toHaveLength(256);
    }));

  it('asks nothing of a database that is away when there is nothing to ask', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      host.machine.disk.makeFolders(['srv', 'data', '.tnv'], 0);
      site.files.fail('any', 'failed', { times: Number.POSITIVE_INFINITY });
      await site.startStorage(host);
      expect(host.logged('left in staging')).toEqual([]);
      site.files.heal();
    }));

  it('is made up for when the database is back, and touches nothing that came meanwhile', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await leaveEverything(site, host);
      site.files.fail('withPaths', 'failed', { times: 5 });
      await site.startStorage(host);
      expect(stored(host)).toHaveLength(6);
      expect(host.logged('left in staging')).toHaveLength(1);
      const caller = await site.call(host);
      // An upload that is still under way when the entries are settled.
      const slow = await site.call(host);
      await slow.connection.write(encodeUploadRequest({ ...fileOf('slow'), size: 800_000n }));
      expect(await caller.upload(fileOf('quick'), CONTENT)).toBe('ok');
      for (let at = 0; at < 40; at++) {
        await slow.connection.write(Buffer.alloc(20_000, '.'));
        await site.world.sleep(5_000);
      }
      expect(await slow.answer()).toEqual(Buffer.alloc(0));
      expect(host.logged('cannot settle yet')).toHaveLength(1);
      expect(
        site.files
          .rows()
          .map(({ fileid }) => fileid)
          .sort(),
      ).toEqual(['left1', 'quick', 'slow']);
      expect(stored(host)).toHaveLength(3);
      expect(stored(host)).toContain(SETTLED.stored[0]);
    }));

  // Spec: READ-VOLUME
  it('takes no row for dangling while the volume is away', () =>
    withSite(async (site) => {
      const { volume, hosts } = site.group('storage1');
      const [host] = hosts as [SimHost];
      await site.startStorage(host);
      const caller = await site.call(host);
      site.files.fail('insert', 'unknown', { done: true });
      site.files.fail('any', 'failed', { times: Number.POSITIVE_INFINITY });
      await expect(caller.upload(fileOf('f1'), CONTENT)).rejects.toThrow();
      site.unmount(host);
      site.files.heal();
      await site.world.sleep(SETTLED_MS);
      expect(site.files.rows()).toHaveLength(1);
      site.mount(host);
      await site.world.sleep(SETTLED_MS);
      expect(filesBelow(volume)).toHaveLength(1);
      expect(await (await site.call(host)).download(fileOf('f1'))).toEqual(CONTENT);
    }));

  it('is done by the next start when the storage is stopped before', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await leaveEverything(site, host);
      site.files.fail('withPaths', 'failed', { times: 3 });
      await site.startStorage(host);
      await site.world.sleep(7_000);
      await site.stop(host);
      expect(stored(host)).toHaveLength(6);
      site.files.heal();
      await site.startStorage(host);
      expectSettled(site, host);
    }));
});
