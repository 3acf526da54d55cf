import { describe, expect, it } from 'vitest';
import type { DiskOperation } from '../../../sim/disk/diskFaults.ts';
import type { SimTree } from '../../../sim/disk/simTree.ts';
import type { SimHost } from '../../../sim/host/simHost.ts';
import type { Caller } from '../../../test/storage/caller.ts';
import { fileOf, filesBelow, type TestSite, withSite } from '../../../test/storage/testSite.ts';
import { ConnectionLost } from '../../host/networkErrors.ts';
import { EndOfStream } from '../../wire/byteReader.ts';

const ADDRESS = fileOf('f1');
const KEY = 'storage:uid:fid:tnv001:f1';
const CONTENT = Buffer.from('the bytes of a film');

/** Longer than it takes to settle what was left in staging. */
const SETTLED_MS = 200_000;

interface Scene {
  readonly site: TestSite;
  readonly hosts: [SimHost, SimHost];
  readonly volume: SimTree;
  readonly one: Caller;
  readonly two: Caller;
}

/** Runs `body` with two storages that share a volume, and a file on it. */
function withFile(body: (scene: Scene) => Promise<void>, seed = 1): Promise<void> {
  return withSite(async (site) => {
    const { volume, hosts: machines } = site.group('storage1', 'storage2');
    const hosts = machines as [SimHost, SimHost];
    for (const host of hosts) await site.startStorage(host);
    const [one, two] = [await site.call(hosts[0]), await site.call(hosts[1])];
    expect(await one.upload(ADDRESS, CONTENT)).toBe('ok');
    await body({ site, hosts, volume, one, two });
  }, seed);
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ConnectionLost || error instanceof EndOfStream;
}

describe('a delete', () => {
  // Spec: DELETE-REAL
  it('removes row, bytes, cache entry and staging entry', () =>
    withFile(async ({ site, volume, one, two }) => {
      expect(await two.filesize(ADDRESS)).toBe(19n);
      expect(await one.delete(ADDRESS)).toBe('ok');
      expect(site.files.rows()).toEqual([]);
      expect(filesBelow(volume)).toEqual([]);
      expect(volume.freeBytes).toBe(volume.capacityBytes);
      expect(await site.cache.get(KEY)).toBeUndefined();
      expect(await two.delete(ADDRESS)).toBe(404);
    }));

  // Spec: DELETE-ORDER
  it.each(['link', 'syncFolder'] as const)('makes room on a disk that is too full for its note (at %s)', (operation) =>
    withFile(async ({ site, hosts, volume, one, two }) => {
      hosts[0].diskFaults.fail({ operation, path: '.tnv', reason: 'full', times: 1 });
      expect(await one.delete(ADDRESS)).toBe('ok');
      expect(site.files.rows()).toEqual([]);
      expect(filesBelow(volume)).toEqual([]);
      expect(await two.delete(ADDRESS)).toBe(404);
    }),
  );

  // Spec: DELETE-REPEAT
  it.each([1, 2, 3, 4, 5, 6])('that meets others is the one of exactly one of them (seed %i)', (seed) =>
    withFile(async ({ site, hosts, volume, one, two }) => {
      const more = [await site.call(hosts[0]), await site.call(hosts[1])];
      const outcomes = await Promise.all([one, two, ...more].map((caller) => caller.delete(ADDRESS)));
      expect([...outcomes].sort()).toEqual([404, 404, 404, 'ok']);
      expect(site.files.rows()).toEqual([]);
      expect(filesBelow(volume)).toEqual([]);
    }, seed),
  );

  it.each([1, 2, 3, 4])('and uploads of the same id at once end with the whole file or none (seed %i)', (seed) =>
    withFile(async ({ site, hosts, volume, one, two }) => {
      const next = Buffer.from('another film, a longer one');
      const uploader = await site.call(hosts[1]);
      const [, , uploaded] = await Promise.all([
        one.delete(ADDRESS),
        two.delete(ADDRESS),
        site.world.sleep(seed).then(() => uploader.upload(ADDRESS, next)),
      ]);
      const there = await one.download(ADDRESS);
      expect(there).toEqual(uploaded === 'ok' ? next : 404);
      expect(filesBelow(volume)).toHaveLength(uploaded === 'ok' ? 1 : 0);
      expect(site.files.rows()).toHaveLength(uploaded === 'ok' ? 1 : 0);
    }, seed),
  );

  it('that the database refuses at once changes nothing', () =>
    withFile(async ({ site, volume, one, two }) => {
      site.files.fail('find', 'failed');
      expect(await one.delete(ADDRESS)).toBe(503);
      expect(await two.download(ADDRESS)).toEqual(CONTENT);
      expect(filesBelow(volume)).toHaveLength(1);
    }));

  it.each([
    ['failed', false],
    ['unknown', true],
    ['unknown', false],
  ] as const)('whose row cannot be removed (%s, done: %s) gets no answer, and is finished later', (outcome, done) =>
    withFile(async ({ site, hosts, volume, one, two }) => {
      expect(await two.filesize(ADDRESS)).toBe(19n);
      site.files.fail('remove', outcome, { done });
      await expect(one.delete(ADDRESS)).rejects.toSatisfy(isUnanswered);
      expect(await two.download(ADDRESS)).toBe(404);
      await site.world.sleep(SETTLED_MS);
      expect(site.files.rows()).toEqual([]);
      expect(filesBelow(volume)).toEqual([]);
      expect(await (await site.call(hosts[0])).upload(ADDRESS, CONTENT)).toBe('ok');
    }),
  );

  // Spec: DELETE-REPEAT
  it('that was cut short is finished by the next one, for which the file is gone already', () =>
    withFile(async ({ site, hosts, volume, one, two }) => {
      site.files.fail('remove', 'failed', { times: Number.POSITIVE_INFINITY });
      await expect(one.delete(ADDRESS)).rejects.toSatisfy(isUnanswered);
      expect(await two.delete(ADDRESS)).toBe(503);
      site.files.heal();
      expect(await two.delete(ADDRESS)).toBe(404);
      expect(site.files.rows()).toEqual([]);
      expect(await (await site.call(hosts[0])).delete(ADDRESS)).toBe(404);
      await site.world.sleep(SETTLED_MS);
      expect(filesBelow(volume)).toEqual([]);
    }));

  // Spec: READ-VOLUME
  it('is refused while the volume is away, and touches no row', () =>
    withFile(async ({ site, hosts, one }) => {
      site.unmount(hosts[0]);
      expect(await one.delete(ADDRESS)).toBe(503);
      site.mount(hosts[0]);
      expect(await one.download(ADDRESS)).toEqual(CONTENT);
      expect(await one.delete(ADDRESS)).toBe('ok');
    }));

  it('is done though its staging entry cannot be removed, which is made up for later', () =>
    withFile(async ({ site, hosts, volume, one }) => {
      hosts[0].diskFaults.fail({ operation: 'unlink', reason: 'io', path: '.tnv' });
      expect(await one.delete(ADDRESS)).toBe('ok');
      expect(site.files.rows()).toEqual([]);
      expect(filesBelow(volume)).toHaveLength(1);
      await site.world.sleep(SETTLED_MS);
      expect(filesBelow(volume)).toEqual([]);
    }));

  it.each<DiskOperation>(['link', 'unlink', 'syncFolder', 'stat'])(
    'during which %s fails leaves the whole file or nothing, and says nothing wrong',
    async (operation) => {
      for (let skip = 0; skip < 5; skip++) {
        await withFile(async ({ site, hosts, volume, one, two }) => {
          hosts[0].diskFaults.fail({ operation, reason: 'io', skip });
          const outcome = await one.delete(ADDRESS).catch((error) => {
            expect(error).toSatisfy(isUnanswered);
            return 'no answer';
          });
          hosts[0].diskFaults.clear();
          const seen = await two.download(ADDRESS);
          if (outcome === 'ok') expect(seen).toBe(404);
          if (outcome === 500) expect(seen).toEqual(CONTENT);
          await site.world.sleep(SETTLED_MS);
          const later = await (await site.call(hosts[1])).download(ADDRESS);
          expect(later).toEqual(seen);
          expect(site.files.rows()).toHaveLength(later === 404 ? 0 : 1);
          expect(filesBelow(volume)).toHaveLength(later === 404 ? 0 : 1);
        });
      }
    },
  );
});
