import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../src/client/sources/bufferSource.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import { type Asked, type Maker, MixedSite, type Name, newFile } from '../mixed/mixedSite.ts';
import type { OldClient } from '../mixed/old/client.ts';
import { ensureBinary } from '../services/binary.ts';

const missing =
  (await ensureBinary('mariadbd', 'mariadb-server')) ?? (await ensureBinary('redis-server', 'redis-server'));
if (missing !== undefined) process.stderr.write(`tnv tests: SKIPPING mixed sites: ${missing}\n`);

/** What both kinds of client can do, alike. */
interface AnyClient {
  upload(file: FileAddress, content: Buffer): Promise<unknown>;
  filesize(file: FileAddress): Promise<number>;
  download(file: FileAddress, offset?: number, size?: number): Promise<Buffer>;
  delete(file: FileAddress): Promise<unknown>;
}

describe.skipIf(missing !== undefined)('deployed daemons and ours on one database, cache and volume', () => {
  let site: MixedSite;

  beforeAll(async () => {
    site = await MixedSite.make();
  });
  afterAll(() => site.stop());

  const ours = (): AnyClient => {
    const client = site.client();
    return {
      upload: (file, content) => client.upload(file, bufferSource(content)),
      filesize: (file) => client.filesize(file),
      delete: (file) => client.delete(file),
      async download(file, offset = 0, size = 0) {
        const { chunks } = await client.download(file, { offset, size });
        const received: Buffer[] = [];
        for await (const chunk of chunks) received.push(chunk);
        return Buffer.concat(received);
      },
    };
  };

  /** Everything a client can do with a file. */
  const works = async (client: AnyClient, other: AnyClient): Promise<void> => {
    const file = newFile();
    const content = randomBytes(600_000);
    await client.upload(file, content);
    expect(await other.filesize(file)).toBe(content.length);
    expect((await other.download(file)).equals(content)).toBe(true);
    expect((await client.download(file, 1000, 5000)).equals(content.subarray(1000, 6000))).toBe(true);
    await other.delete(file);
    await expect(client.download(file)).rejects.toThrow();
    const empty = newFile('somebody else');
    await other.upload(empty, Buffer.alloc(0));
    expect(await client.filesize(empty)).toBe(0);
    expect(await client.download(empty)).toHaveLength(0);
  };

  const all = (maker: Maker): Record<Name, Maker> => {
    return { tracker1: maker, tracker2: maker, id1: maker, id2: maker, storage1: maker, storage2: maker };
  };

  it('the tables that deployed daemons made are brought in order, and these go on with them', async () => {
    await site.run(all('old'));
    const before = newFile();
    await site.oldClient().upload(before, Buffer.from('from before'));
    await site.migrate();
    expect((await site.oldClient().download(before)).toString()).toBe('from before');
    await works(site.oldClient(), site.oldClient());
  });

  // Spec: MIX-ANY, MIX-JOIN
  it.each<[string, Partial<Record<Name, Maker>>]>([
    ['all daemons are deployed ones', {}],
    ['the trackers are ours', { tracker1: 'ours', tracker2: 'ours' }],
    ['one tracker is ours', { tracker2: 'ours' }],
    ['the id servers are ours', { id1: 'ours', id2: 'ours' }],
    ['the storages are ours', { storage1: 'ours', storage2: 'ours' }],
    ['one storage is ours', { storage1: 'ours' }],
    ['only the trackers are deployed ones', { id1: 'ours', id2: 'ours', storage1: 'ours', storage2: 'ours' }],
    [
      'only the id servers are deployed ones',
      { tracker1: 'ours', tracker2: 'ours', storage1: 'ours', storage2: 'ours' },
    ],
    ['only the storages are deployed ones', { tracker1: 'ours', tracker2: 'ours', id1: 'ours', id2: 'ours' }],
    ['all daemons are ours', all('ours')],
  ])('both kinds of client work when %s', async (_what, makers) => {
    await site.rearrange({ ...all('old'), ...makers });
    const old: OldClient = site.oldClient();
    await works(old, ours());
    await works(ours(), old);
  });

  // Spec: MIX-BACK
  it('deployed daemons go on where ours have stopped', async () => {
    await site.rearrange(all('ours'));
    const file = newFile('a user of ours');
    await site.client().upload(file, bufferSource(Buffer.from('by ours')));
    await site.rearrange(all('old'));
    const old = site.oldClient();
    expect((await old.download(file)).toString()).toBe('by ours');
    await works(old, ours());
    await old.delete(file);
    await expect(ours().download(file)).rejects.toThrow();
    expect(await site.pathOf(file)).toBeUndefined();
  });

  describe('storages of both makers in one group', () => {
    const DEPLOYED = 'storage1';
    const OURS = 'storage2';
    const one = (name: Name, what: Asked, file: FileAddress, content?: Buffer): Promise<Buffer> =>
      site.ask(name, what, file, content);

    beforeAll(() => site.rearrange({ ...all('ours'), storage1: 'old' }));

    // Spec: MIX-STORAGES
    it.each([
      [DEPLOYED, OURS],
      [OURS, DEPLOYED],
    ] as const)('what %s has taken %s reads and deletes, row and bytes', async (taker, other) => {
      const file = newFile();
      const content = randomBytes(50_000);
      await one(taker, 'upload', file, content);
      const path = await site.pathOf(file);
      expect((await one(other, 'download', file)).equals(content)).toBe(true);
      expect((await one(taker, 'download', file)).equals(content)).toBe(true);
      await one(other, 'delete', file);
      expect(await site.pathOf(file)).toBeUndefined();
      expect(existsSync(join(site.folder, 'etc', path ?? ''))).toBe(false);
      for (const name of [DEPLOYED, OURS] as const) await expect(one(name, 'download', file)).rejects.toThrow();
    });

    // Spec: MIX-STORAGES
    it('give paths of one row of ids, none twice', async () => {
      const files = Array.from({ length: 40 }, (_, at) => newFile(`user${at}`));
      await Promise.all(
        files.map((file, at) => one(at % 2 === 0 ? DEPLOYED : OURS, 'upload', file, Buffer.from([at]))),
      );
      const paths = await Promise.all(files.map((file) => site.pathOf(file)));
      const ids = new Set(paths.map((path) => path?.replace(/\/[0-9A-F]+_/, '/')));
      expect(ids.size).toBe(files.length);
    });

    // Spec: MIX-STORAGES
    it('refuse a file id that the other one has taken, and keep its bytes', async () => {
      const file = newFile();
      await one(DEPLOYED, 'upload', file, Buffer.from('first'));
      await expect(one(OURS, 'upload', file, Buffer.from('second'))).rejects.toThrow('409');
      const other = newFile();
      await one(OURS, 'upload', other, Buffer.from('first'));
      await expect(one(DEPLOYED, 'upload', other, Buffer.from('second'))).rejects.toThrow('-1');
      for (const each of [file, other]) expect((await one(OURS, 'download', each)).toString()).toBe('first');
    });

    // Spec: MIX-DELETED
    it('ours gives nothing of a file that the other one has deleted, whatever stands in the cache', async () => {
      const file = newFile();
      await one(DEPLOYED, 'upload', file, Buffer.from('content'));
      await one(OURS, 'download', file);
      const entry = await site.cached(file);
      await one(DEPLOYED, 'delete', file);
      await site.putCached(file, entry ?? '');
      await expect(one(OURS, 'filesize', file)).rejects.toThrow('404');
      await expect(one(OURS, 'download', file)).rejects.toThrow('404');
    });

    // Spec: MIX-DELETED
    it('the deployed one gives no byte of a file that ours has deleted, but may tell its size from the cache', async () => {
      const file = newFile();
      await one(OURS, 'upload', file, Buffer.from('content'));
      await one(DEPLOYED, 'download', file);
      const entry = await site.cached(file);
      expect(entry).toMatch(/^7;\.\.\/data\//);
      await one(OURS, 'delete', file);
      expect(await site.cached(file)).toBeUndefined();
      // As a deployed storage does that had read the row before the delete, and writes it into the cache behind it.
      await site.putCached(file, entry ?? '');
      await expect(one(DEPLOYED, 'download', file)).rejects.toThrow('-1');
      expect((await one(DEPLOYED, 'filesize', file)).readBigInt64BE()).toBe(7n);
      await expect(one(OURS, 'filesize', file)).rejects.toThrow('404');
    });

    // Spec: MIX-DELETED
    it('a file comes back under its id by a new upload only, with its new bytes at once', async () => {
      const file = newFile();
      await one(OURS, 'upload', file, Buffer.from('old content'));
      await one(DEPLOYED, 'download', file);
      await one(OURS, 'delete', file);
      await one(DEPLOYED, 'upload', file, Buffer.from('new'));
      for (const name of [DEPLOYED, OURS] as const) {
        expect((await one(name, 'download', file)).toString()).toBe('new');
      }
    });
  });
});
