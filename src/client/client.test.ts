import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimTree } from '../../sim/disk/simTree.ts';
import type { SimHost } from '../../sim/host/simHost.ts';
import { fileOf, filesBelow, STORE_PATH, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { parseGroupsText } from '../protocol/groupsText.ts';
import { Client } from './client.ts';
import { ClientClosed } from './clientClosed.ts';
import { CLIENT_DEFAULTS } from './clientConfig.ts';
import type { Download } from './download.ts';
import { bufferSource } from './sources/bufferSource.ts';
import { fileSource } from './sources/fileSource.ts';
import { streamSource } from './sources/streamSource.ts';

interface Scene {
  readonly site: TestSite;
  readonly host: SimHost;
  readonly client: Client;
  readonly volume: SimTree;
  readonly storages: SimHost[];
}

/** Tracker, id server, two storages of one group and a client on a machine of its own, all of them the real code. */
function withClient(body: (scene: Scene) => Promise<void>, seed = 1): Promise<void> {
  return withSite(async (site) => {
    const { volume, hosts: storages } = site.group('storage1', 'storage2');
    for (const storage of storages) await site.startStorage(storage);
    const host = site.machine('desk');
    const trackers = [{ host: site.tracker.ip, port: 21_000 }];
    const client = new Client(host, { ...CLIENT_DEFAULTS, trackers });
    await joined(site, client);
    await body({ site, host, client, volume, storages });
    await client.close();
    expect(host.open).toEqual([]);
  }, seed);
}

/** Resolves when the tracker counts both storages as active. */
async function joined(site: TestSite, client: Client): Promise<void> {
  for (;;) {
    const [group] = parseGroupsText(await client.groups());
    if (group?.storages.filter(({ state }) => state === 'ACTIVE').length === 2) return;
    await site.world.sleep(100);
  }
}

async function bytesOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of download.chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function put(host: SimHost, path: string, content: Buffer): Promise<void> {
  const file = await host.disk.create(path);
  await file.append([content]);
  await file.close();
}

async function* halves(content: Buffer): AsyncGenerator<Buffer> {
  yield content.subarray(0, content.length / 2);
  yield content.subarray(content.length / 2);
}

const ALL = { offset: 0, size: 0 };

describe('a client of a site', () => {
  it('stores a buffer, a file and a stream, gives them back and deletes them', () =>
    withClient(async ({ client, host, volume }) => {
      for (const size of [0, 1, 200_000, 700_000]) {
        const content = host.random.bytes(size);
        await put(host, `/clip${size}`, content);
        const sources = [
          bufferSource(content),
          await fileSource(host.disk, `/clip${size}`),
          streamSource(halves(content), size),
        ];
        for (const [n, source] of sources.entries()) {
          const file = fileOf(`f${size}-${n}`);
          await client.upload(file, source);
          expect(await client.filesize(file)).toBe(size);
          expect((await bytesOf(await client.download(file, ALL))).equals(content)).toBe(true);
          if (size > 10) {
            const part = await client.download(file, { offset: 3, size: size - 7 });
            expect((await bytesOf(part)).equals(content.subarray(3, size - 4))).toBe(true);
          }
          await client.delete(file);
          await expect(client.filesize(file)).rejects.toMatchObject({ errorNumber: 404 });
          await expect(client.delete(file)).rejects.toMatchObject({ errorNumber: 404 });
        }
        expect(host.openFiles).toBe(0);
      }
      expect(filesBelow(volume)).toEqual([]);
    }));

  it('is told where its files are and which storages there are', () =>
    withClient(async ({ client, storages }) => {
      const { group, addresses } = await client.locate(fileOf('f1'));
      expect(group).toBe('group001');
      expect([...addresses].sort()).toEqual(storages.map(({ ip }) => `${ip}:23000`).sort());
      const [entry] = parseGroupsText(await client.groups());
      expect(entry?.storages.map(({ hostname }) => hostname).sort()).toEqual(['storage1', 'storage2']);
      await expect(client.locate(fileOf('f1', 'tnv001', 'other'))).rejects.toMatchObject({ errorNumber: 403 });
    }));

  // Spec: CLIENT-IDS
  it('is refused what makes no sense', () =>
    withClient(async ({ client }) => {
      const content = Buffer.from('some content');
      await client.upload(fileOf('f1'), bufferSource(content));
      await expect(client.upload(fileOf('f1'), bufferSource(content))).rejects.toMatchObject({ errorNumber: 409 });
      await expect(client.download(fileOf('f1'), { offset: 13, size: 0 })).rejects.toMatchObject({ errorNumber: 416 });
      await expect(client.download(fileOf('f1', 'tnv002'), ALL)).rejects.toMatchObject({ errorNumber: 404 });
      await expect(client.filesize(fileOf('x'.repeat(128)))).rejects.toMatchObject({ errorNumber: 400 });
      expect((await bytesOf(await client.download(fileOf('f1'), ALL))).equals(content)).toBe(true);
    }));

  it('stores a file once and whole, whenever a storage is killed meanwhile', async () => {
    const moment = fc.record({ afterMs: fc.integer({ min: 0, max: 60 }), seed: fc.integer(), once: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        moment,
        fc.constantFrom('reset' as const, 'closed' as const),
        ({ afterMs, seed, once }, connections) =>
          withClient(async ({ site, client, host, volume, storages }) => {
            const content = host.random.bytes(300_000);
            await put(host, '/clip', content);
            const file = fileOf('f1');
            const uploading = client.upload(file, await fileSource(host.disk, '/clip'));
            await site.world.sleep(afterMs);
            for (const storage of once ? storages.slice(0, 1) : storages) {
              storage.crash({ connections });
              await site.startStorage(storage.reboot());
            }
            const outcome = await uploading.then(
              () => 'stored',
              (error) => error,
            );
            if (once) expect(outcome).toBe('stored');
            if (outcome === 'stored') {
              const stored = await bytesOf(await client.download(file, ALL));
              expect(stored.equals(content)).toBe(true);
              expect(site.files.rows()).toHaveLength(1);
            } else {
              expect(outcome).toMatchObject({ errorNumber: 503 });
            }
            await site.world.sleep(120_000);
            expect(filesBelow(volume, STORE_PATH.folder).length).toBeLessThanOrEqual(outcome === 'stored' ? 1 : 2);
          }, seed),
      ),
      { numRuns: 30 },
    );
  });

  it('gives a whole file while storages are killed one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 }), fc.integer(), (gaps, seed) =>
        withClient(async ({ site, client, host, storages }) => {
          const content = host.random.bytes(900_000);
          await client.upload(fileOf('f1'), bufferSource(content));
          const alive = [...storages];
          const killing = (async () => {
            for (const [n, gapMs] of gaps.entries()) {
              await site.world.sleep(gapMs);
              const next = (alive[n % 2] as SimHost).reboot();
              alive[n % 2] = next;
              await site.startStorage(next);
            }
          })();
          const download = await client.download(fileOf('f1'), ALL);
          expect((await bytesOf(download)).equals(content)).toBe(true);
          await killing;
        }, seed),
      ),
      { numRuns: 30 },
    );
  });

  it('leaves nothing behind when it is told to stop in the middle of a transfer', () =>
    withClient(async ({ site, client, host, volume }) => {
      const content = host.random.bytes(2_000_000);
      await put(host, '/clip', content);
      const reason = new Error('enough');
      const upload = new AbortController();
      host.timers.after(5, () => upload.abort(reason));
      const source = await fileSource(host.disk, '/clip');
      await expect(client.upload(fileOf('f1'), source, { signal: upload.signal })).rejects.toBe(reason);
      expect(host.openFiles).toBe(0);
      await site.world.sleep(1_000);
      expect(filesBelow(volume)).toEqual([]);
      expect(site.files.rows()).toEqual([]);

      await client.upload(fileOf('f1'), source);
      const download = new AbortController();
      const { chunks } = await client.download(fileOf('f1'), ALL, { signal: download.signal });
      host.timers.after(5, () => download.abort(reason));
      const reading = (async () => {
        for await (const _chunk of chunks);
      })();
      await expect(reading).rejects.toBe(reason);

      const uploading = client.upload(fileOf('f2'), source).catch((error) => error);
      await site.world.sleep(5);
      expect(host.openFiles).toBe(1);
      await client.close();
      expect(host.open).toEqual([]);
      expect(await uploading).toBeInstanceOf(ClientClosed);
    }));
});
