import { describe, expect, it } from 'vitest';
import { fileOf, STORE_PATH, type TestSite, withSite } from '../../test/storage/testSite.ts';

const REFUSAL = 'store path ../data has nothing in it, but the database has files there: mount its volume';
const PATH = '../data/000/000/000/5F9E3FA7_000';

/** A site that has a file on a volume which is not mounted. */
async function withFileElsewhere(site: TestSite): Promise<void> {
  await site.files.insert({ ...fileOf('f1'), path: PATH, size: 3 });
}

// Spec: STORE-NOT-MOUNTED
describe('a store path that may be a mount point without its volume', () => {
  it('keeps a storage from starting, with a word on what to do, and stays as it is', () =>
    withSite(async (site) => {
      await withFileElsewhere(site);
      for (const before of ['none', 'empty', 'lost+found']) {
        const host = site.machine(`storage-${before}`);
        const { disk } = host.machine;
        if (before !== 'none') disk.makeFolders(['srv', 'data'], 0);
        if (before === 'lost+found') disk.makeFolders(['srv', 'data', 'lost+found'], 0);
        await expect(site.startStorage(host)).rejects.toThrow(REFUSAL);
        expect(disk.find(['srv', 'data', '.tnv'])).toBe(undefined);
        expect(host.open).toEqual([]);
      }
      expect(site.files.rows()).toHaveLength(1);
    }));

  it('does not while the database has nothing there, whatever it has elsewhere', () =>
    withSite(async (site) => {
      for (const [n, path] of ['../data2/000/000/000/1_000', '../dat', '/srv/data/000/000/000/1_000'].entries()) {
        await site.files.insert({ ...fileOf(`f${n}`), path, size: 3 });
      }
      await site.startStorage(site.machine('storage1'));
    }));

  it('does not with files of any storage in it', () =>
    withSite(async (site) => {
      await withFileElsewhere(site);
      const host = site.machine('storage1');
      host.machine.disk.put(`/srv/${PATH.replace('../', '')}`, Buffer.from('abc'));
      await site.startStorage(host);
      expect(await (await site.call(host)).download(fileOf('f1'))).toEqual(Buffer.from('abc'));
    }));

  it('does not when somebody has made .tnv in it, for the files are lost', () =>
    withSite(async (site) => {
      await withFileElsewhere(site);
      const host = site.machine('storage1');
      host.machine.disk.makeFolders(['srv', 'data', '.tnv'], 0);
      await site.startStorage(host);
      expect(await (await site.call(host)).upload(fileOf('f1'), Buffer.from('anew'))).toBe('ok');
    }));

  it('keeps it from starting when the database cannot tell', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      site.files.fail('anyBelow', 'failed');
      const refusal = `store path ${STORE_PATH.text} cannot be used: injected: anyBelow fails`;
      await expect(site.startStorage(host)).rejects.toThrow(refusal);
      await site.startStorage(host);
    }));
});
