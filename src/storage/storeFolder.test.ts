import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import { StoreFolder } from './storeFolder.ts';

/** Runs `body` with a store path that has been made ready. */
async function withFolder(body: (folder: StoreFolder, host: SimHost, world: World) => Promise<void>): Promise<void> {
  const world = new World(3);
  const host = world.host('storage1', { diskBytes: 10_000 });
  await world.run(async () => {
    const folder = new StoreFolder(host, { text: '../data', folder: '/srv/data' }, 'storage1_23000');
    await folder.prepare();
    await body(folder, host, world);
  });
}

/** Counts the disk's operations of one kind. */
function countOperations(host: SimHost, wanted: string): () => number {
  let count = 0;
  host.diskFaults.watch = (operation) => {
    if (operation === wanted) count++;
  };
  return () => count;
}

describe('a store path at work', () => {
  it('makes a folder once, and everybody waits until it is durable', () =>
    withFolder(async (folder, host) => {
      const made = countOperations(host, 'makeFolders');
      const path = '/srv/data/000/000/000';
      await Promise.race([folder.makeFolder(path), folder.makeFolder(path), folder.makeFolder(path)]);
      await folder.makeFolder(path);
      expect(made()).toBe(1);
      host.crash();
      expect(host.machine.disk.find(['srv', 'data', '000', '000', '000'])?.kind).toBe('folder');
    }));

  it('makes a folder durable that somebody else has just made', () =>
    withFolder(async (folder, host) => {
      const path = '/srv/data/000/000/000';
      await host.disk.makeFolders(path);
      await folder.makeFolder(path);
      host.crash();
      expect(host.machine.disk.find(['srv', 'data', '000', '000', '000'])?.kind).toBe('folder');
    }));

  it('tries again to make a folder after a failure', () =>
    withFolder(async (folder, host) => {
      for (const operation of ['makeFolders', 'syncFolder'] as const) {
        const path = `/srv/data/000/000/${operation}`;
        host.diskFaults.fail({ operation, reason: 'io' });
        await expect(folder.makeFolder(path)).rejects.toThrow('injected');
        await folder.makeFolder(path);
        expect(await host.disk.stat(path)).toMatchObject({ kind: 'folder' });
      }
    }));

  it('forgets folders when there are very many, and finds them again', () =>
    withFolder(async (folder, host) => {
      const made = countOperations(host, 'makeFolders');
      for (let i = 0; i < 4_096; i++) await folder.makeFolder(`/srv/data/000/000/${i}`);
      await folder.makeFolder('/srv/data/000/000/0');
      expect(made()).toBe(4_096);
      await folder.makeFolder('/srv/data/000/000/4096');
      await folder.makeFolder('/srv/data/000/000/0');
      expect(made()).toBe(4_098);
    }));

  it('measures the free space once a second', () =>
    withFolder(async (folder, host, world) => {
      const measured = countOperations(host, 'freeBytes');
      expect(await folder.hasRoom(10_000n)).toBe(true);
      expect(await folder.hasRoom(10_001n)).toBe(false);
      expect(await folder.hasRoom(2n ** 63n)).toBe(false);
      expect(measured()).toBe(1);
      const file = await host.disk.create('/srv/data/x');
      await file.append([Buffer.alloc(9_000)]);
      await file.close();
      await world.sleep(1_000);
      expect(await folder.hasRoom(1_001n)).toBe(false);
      expect(await folder.hasRoom(1_000n)).toBe(true);
      expect(measured()).toBe(2);
      host.diskFaults.fail({ operation: 'freeBytes', reason: 'io' });
      await world.sleep(1_000);
      await expect(folder.hasRoom(1n)).rejects.toThrow('injected');
      expect(await folder.hasRoom(1n)).toBe(true);
    }));

  it('knows the stored paths that are its own', () =>
    withFolder(async (folder, host) => {
      const place = folder.newPlace(513n, 0x5f6e7ad2);
      const [mark] = await host.disk.list('/srv/data/.tnv/storage1_23000');
      expect(place).toMatchObject({
        text: '../data/000/000/001/5F6E7AD2_001',
        folder: '/srv/data/000/000/001',
        path: '/srv/data/000/000/001/5F6E7AD2_001',
        staged: `/srv/data/.tnv/storage1_23000/${mark}/000_000_001_5F6E7AD2_001`,
      });
      expect(folder.placeOf(place.text)).toEqual(place);
      const slashed = new StoreFolder(host, { text: '/mnt/', folder: '/mnt' }, 'o');
      expect(slashed.newPlace(0n, 1).text).toBe('/mnt//000/000/000/1_000');
      expect(slashed.placeOf('/mnt//000/000/000/1_000')?.path).toBe('/mnt/000/000/000/1_000');
      for (const text of ['/mnt000/000/000/1_000', '/mnt/000/000/000/1_000', '/mnt/000/000/1_000', '/mnt/', '']) {
        expect(slashed.placeOf(text)).toBeUndefined();
      }
    }));
});
