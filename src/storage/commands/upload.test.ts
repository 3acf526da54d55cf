import { describe, expect, it } from 'vitest';
import type { DiskOperation } from '../../../sim/disk/diskFaults.ts';
import type { SimHost } from '../../../sim/host/simHost.ts';
import type { Caller } from '../../../test/storage/caller.ts';
import { fileOf, filesBelow, STORE_PATH, type TestSite, withSite } from '../../../test/storage/testSite.ts';
import { ConnectionLost } from '../../host/networkErrors.ts';
import { encodeUploadRequest } from '../../protocol/upload.ts';
import type { FileRow } from '../../store/fileStore.ts';
import { EndOfStream } from '../../wire/byteReader.ts';

const ADDRESS = fileOf('f1');
const SMALL = Buffer.alloc(3_000, 'small ');
const LARGE = Buffer.alloc(300 * 1024, 'large ');

/** Longer than it takes to settle what was left in staging. */
const SETTLED_MS = 200_000;

function stored(host: SimHost): string[] {
  return filesBelow(host.machine.disk, STORE_PATH.folder);
}

/** Runs `body` with one storage. */
function withStorage(body: (site: TestSite, host: SimHost, caller: Caller) => Promise<void>, seed = 1): Promise<void> {
  return withSite(async (site) => {
    const host = site.machine('storage1');
    await site.startStorage(host);
    await body(site, host, await site.call(host));
  }, seed);
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ConnectionLost || error instanceof EndOfStream;
}

describe('an upload', () => {
  it.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('of an id that is there is refused, and the first %s file keeps its bytes', (_, content) =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(ADDRESS, content)).toBe('ok');
      const row = site.files.rows();
      for (const other of [SMALL.subarray(1), LARGE.subarray(1), Buffer.alloc(0)]) {
        expect(await caller.upload(ADDRESS, other)).toBe(409);
      }
      expect((await caller.download(ADDRESS)) as Buffer).toEqual(content);
      expect(site.files.rows()).toEqual(row);
      expect(stored(host)).toHaveLength(1);
    }),
  );

  // Spec: UPLOAD-DUPLICATE
  it('of an id that is there is refused before its content is taken when that is large', () =>
    withStorage(async (_, host, caller) => {
      expect(await caller.upload(ADDRESS, SMALL)).toBe('ok');
      let created = 0;
      host.diskFaults.watch = (operation) => {
        if (operation === 'create') created++;
      };
      expect(await caller.upload(ADDRESS, LARGE)).toBe(409);
      expect(created).toBe(0);
      expect(await caller.filesize(ADDRESS)).toBe(BigInt(SMALL.length));
    }));

  it('of an id that another user of the same table has is refused', () =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(fileOf('f1', 'tnv001'), SMALL)).toBe('ok');
      expect(await caller.upload(fileOf('f1', 'alice'), SMALL)).toBe(409);
      expect(await caller.upload(fileOf('f1', 'tnv002'), SMALL)).toBe('ok');
      expect(site.files.rows().map(({ userid }) => userid)).toEqual(['tnv001', 'tnv002']);
      expect(stored(host)).toHaveLength(2);
    }));

  // Spec: UPLOAD-DUPLICATE
  it.each([1, 2, 3, 4, 5])('races with another one of its id, and exactly one wins and is whole (seed %i)', (seed) =>
    withSite(async (site) => {
      const { volume, hosts } = site.group('storage1', 'storage2');
      const [one, two] = hosts as [SimHost, SimHost];
      await site.startStorage(one);
      await site.startStorage(two);
      const contents = [Buffer.alloc(9_000, 'a'), Buffer.alloc(7_000, 'b'), Buffer.alloc(8_000, 'c')];
      const callers = [await site.call(one), await site.call(two), await site.call(one)];
      const outcomes = await Promise.all(callers.map((caller, i) => caller.upload(ADDRESS, contents[i] as Buffer)));
      expect([...outcomes].sort()).toEqual([409, 409, 'ok']);
      const winner = contents[outcomes.indexOf('ok')];
      for (const caller of callers) expect(await caller.download(ADDRESS)).toEqual(winner);
      expect(filesBelow(volume)).toHaveLength(1);
    }, seed),
  );

  // Spec: UPLOAD-EMPTY
  it('may be empty', () =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(ADDRESS, Buffer.alloc(0))).toBe('ok');
      expect(await caller.filesize(ADDRESS)).toBe(0n);
      expect(await caller.download(ADDRESS)).toEqual(Buffer.alloc(0));
      expect(await caller.upload(ADDRESS, Buffer.alloc(0))).toBe(409);
      expect(site.files.rows()).toHaveLength(1);
      expect(await caller.delete(ADDRESS)).toBe('ok');
      expect(stored(host)).toEqual([]);
    }));

  // Spec: UPLOAD-ALL-OR-NOTHING, CONN-TORN
  it('that is cut off leaves nothing', () =>
    withStorage(async (site, host) => {
      for (const sent of [0, 1, 3_000, LARGE.length - 1]) {
        const caller = await site.call(host);
        await caller.connection.write(encodeUploadRequest({ ...ADDRESS, size: BigInt(LARGE.length) }));
        await caller.connection.write(LARGE.subarray(0, sent));
        await site.world.sleep(100);
        caller.leave();
      }
      const silent = await site.call(host);
      await silent.connection.write(encodeUploadRequest({ ...ADDRESS, size: 5n }), Buffer.from('four'));
      await site.world.sleep(30_000);
      expect(site.files.rows()).toEqual([]);
      expect(stored(host)).toEqual([]);
      expect(host.openFiles).toBe(0);
    }));

  // Spec: UPLOAD-IDS, WIRE-UPLOAD
  it('whose request makes no sense is refused, and the connection stays in step', () =>
    withStorage(async (site, host, caller) => {
      const lie = encodeUploadRequest({ ...ADDRESS, size: 10n });
      for (const size of [9n, 11n, -1n, 2n ** 63n - 1n]) {
        lie.writeBigInt64BE(size, lie.length - 8);
        expect(await caller.ask(lie, Buffer.alloc(10))).toMatchObject({ errorNumber: 400 });
      }
      expect(await caller.upload(fileOf(''), SMALL)).toBe(400);
      expect(await caller.upload(fileOf('f1', ''), SMALL)).toBe(400);
      expect(stored(host)).toEqual([]);
      expect(await caller.upload(ADDRESS, SMALL)).toBe('ok');
      expect(site.files.rows()).toHaveLength(1);
    }));

  // Spec: UPLOAD-NO-SPACE
  it.each([2n ** 41n, 2n ** 62n])('of %i bytes, which no disk could hold, is refused before its content', (size) =>
    withStorage(async (_, host, caller) => {
      await caller.connection.write(encodeUploadRequest({ ...ADDRESS, size }));
      expect(await caller.answer()).toMatchObject({ errorNumber: 507 });
      expect(stored(host)).toEqual([]);
    }),
  );

  // Spec: UPLOAD-NO-SPACE, UPLOAD-ALL-OR-NOTHING
  it('that fills the disk is refused and leaves nothing', () =>
    withStorage(async (site, host, caller) => {
      host.diskFaults.fail({ operation: 'append', reason: 'full', skip: 1 });
      expect(await caller.upload(ADDRESS, LARGE)).toBe(507);
      expect(stored(host)).toEqual([]);
      expect(site.files.rows()).toEqual([]);
      expect(await caller.upload(ADDRESS, LARGE)).toBe('ok');
    }));

  it.each<DiskOperation>([
    'create',
    'append',
    'sync',
    'syncFolder',
    'makeFolders',
    'link',
    'unlink',
    'stat',
    'freeBytes',
  ])('during which %s fails leaves the whole file or nothing', async (operation) => {
    for (let skip = 0; skip < 10; skip++) {
      await withStorage(async (site, host, caller) => {
        let failed = false;
        let left = skip;
        host.diskFaults.watch = (what) => {
          if (what === operation && left-- === 0) failed = true;
        };
        host.diskFaults.fail({ operation, reason: 'io', skip });
        const outcome = await caller.upload(ADDRESS, SMALL);
        host.diskFaults.clear();
        expect(['ok', 500]).toContain(outcome);
        if (!failed || operation === 'unlink') expect(outcome).toBe('ok');
        await site.world.sleep(SETTLED_MS);
        expect(stored(host)).toHaveLength(outcome === 'ok' ? 1 : 0);
        const again = await site.call(host);
        expect(await again.upload(ADDRESS, SMALL)).toBe(outcome === 'ok' ? 409 : 'ok');
        expect(await again.download(ADDRESS)).toEqual(SMALL);
        if (!failed) skip = 10;
      });
    }
  });

  it('whose clean-up fails too is cleaned up later', () =>
    withStorage(async (site, host, caller) => {
      site.files.fail('insert', 'failed');
      host.diskFaults.fail({ operation: 'unlink', reason: 'io', times: 3 });
      expect(await caller.upload(ADDRESS, SMALL)).toBe(503);
      expect(stored(host)).toHaveLength(2);
      await site.world.sleep(SETTLED_MS);
      expect(stored(host)).toEqual([]);
      expect(host.logged('left in staging')).toHaveLength(1);
    }));

  // Spec: UPLOAD-ALL-OR-NOTHING
  it('that the database refuses leaves nothing', () =>
    withStorage(async (site, host, caller) => {
      for (const operation of ['insert', 'find'] as const) {
        site.files.fail(operation, 'failed');
        expect(await caller.upload(ADDRESS, LARGE)).toBe(503);
        site.files.heal();
        expect(stored(host)).toEqual([]);
      }
      expect(await caller.upload(ADDRESS, LARGE)).toBe('ok');
    }));

  // Spec: DB-UNKNOWN, UPLOAD-RESEND
  it.each([true, false])('succeeds when the answer to its insert is lost for a while (made: %s)', (done) =>
    withStorage(async (site, host, caller) => {
      site.files.fail('insert', 'unknown', { done });
      site.files.fail('insert', 'failed', { times: 3 });
      expect(await caller.upload(ADDRESS, SMALL)).toBe('ok');
      expect(site.files.rows()).toHaveLength(1);
      expect(await caller.download(ADDRESS)).toEqual(SMALL);
      await site.world.sleep(SETTLED_MS);
      expect(stored(host)).toHaveLength(1);
      expect(await (await site.call(host)).download(ADDRESS)).toEqual(SMALL);
    }),
  );

  // Spec: DB-UNKNOWN, DB-GIVEN-UP, DELETE-REAL
  it('leaves no row when an insert whose answer was lost comes late, after a delete', () =>
    withStorage(async (site, host, caller) => {
      site.files.fail('insert', 'unknown');
      expect(await caller.upload(ADDRESS, SMALL)).toBe('ok');
      const [row] = site.files.rows();
      expect(await caller.delete(ADDRESS)).toBe('ok');
      await site.world.sleep(3_000);
      expect(await site.files.insert(row as FileRow)).toBe('inserted');
      await site.world.sleep(SETTLED_MS);
      expect(site.files.rows()).toEqual([]);
      expect(stored(host)).toEqual([]);
    }));

  // Spec: CONN-NO-ANSWER
  it.each([true, false])('gets no answer when it cannot be known whether its row is there (it is: %s)', (done) =>
    withStorage(async (site, host, caller) => {
      site.files.fail('insert', 'unknown', { done });
      site.files.fail('any', 'failed', { times: Number.POSITIVE_INFINITY });
      await expect(caller.upload(ADDRESS, SMALL)).rejects.toSatisfy(isUnanswered);
      await site.world.sleep(SETTLED_MS);
      expect(stored(host)).toHaveLength(2);
      site.files.heal();
      await site.world.sleep(SETTLED_MS);
      expect(stored(host)).toHaveLength(done ? 1 : 0);
      const again = await site.call(host);
      expect(await again.download(ADDRESS)).toEqual(done ? SMALL : 404);
      expect(await again.upload(ADDRESS, SMALL)).toBe(done ? 409 : 'ok');
    }),
  );

  // Spec: DELETE-STAYS, STORE-DANGLING
  it('leaves no row when a delete comes between an insert whose answer is lost and its repetitions', () =>
    withSite(async (site) => {
      const { volume, hosts } = site.group('storage1', 'storage2');
      const [one, two] = hosts as [SimHost, SimHost];
      await site.startStorage(one);
      await site.startStorage(two);
      for (const lost of [1, 2, 3]) {
        site.files.fail('insert', 'unknown', { times: lost, done: true });
        const uploading = (await site.call(one)).upload(ADDRESS, SMALL);
        while (site.files.rows().length === 0) await site.world.sleep(1);
        expect(await (await site.call(two)).delete(ADDRESS)).toBe('ok');
        expect(await uploading).toBe('ok');
        expect(site.files.rows()).toEqual([]);
        await site.world.sleep(SETTLED_MS);
        expect(filesBelow(volume)).toEqual([]);
      }
    }));

  it('keeps its file when the database makes its row late', () =>
    withStorage(async (site, host, caller) => {
      site.files.fail('insert', 'unknown', { times: Number.POSITIVE_INFINITY });
      await expect(caller.upload(ADDRESS, SMALL)).rejects.toSatisfy(isUnanswered);
      site.files.heal();
      await site.world.sleep(3_000);
      const path = stored(host)
        .find((name) => !name.includes('.tnv'))
        ?.replace('/srv', '..');
      await site.files.insert({ ...ADDRESS, path: path ?? '', size: SMALL.length });
      await site.world.sleep(SETTLED_MS);
      expect(stored(host)).toHaveLength(1);
      expect(await (await site.call(host)).download(ADDRESS)).toEqual(SMALL);
    }));

  // Spec: UPLOAD-RESEND
  it('may be sent again to another storage while the first one does not know its outcome', () =>
    withSite(async (site) => {
      const { volume, hosts } = site.group('storage1', 'storage2');
      const [one, two] = hosts as [SimHost, SimHost];
      await site.startStorage(one);
      await site.startStorage(two);
      site.files.fail('insert', 'unknown');
      site.files.fail('insert', 'failed', { times: Number.POSITIVE_INFINITY });
      await expect((await site.call(one)).upload(ADDRESS, SMALL)).rejects.toSatisfy(isUnanswered);
      site.files.heal();
      expect(await (await site.call(two)).upload(ADDRESS, SMALL)).toBe('ok');
      await site.world.sleep(SETTLED_MS);
      expect(site.files.rows()).toHaveLength(1);
      expect(filesBelow(volume)).toHaveLength(1);
      expect(await (await site.call(one)).download(ADDRESS)).toEqual(SMALL);
    }));

  // Spec: STORE-DANGLING
  it('takes the place of a row whose file is gone', () =>
    withStorage(async (site, host, caller) => {
      for (const content of [SMALL, LARGE]) {
        const path = `../data/000/000/000/5F6E7AD2_00${content.length % 7}`;
        await site.files.insert({ ...ADDRESS, path, size: 10 });
        expect(await caller.download(ADDRESS)).toBe(404);
        expect(await caller.upload(ADDRESS, content)).toBe('ok');
        expect(await caller.download(ADDRESS)).toEqual(content);
        expect(site.files.rows()).toHaveLength(1);
        expect(await caller.delete(ADDRESS)).toBe('ok');
        expect(stored(host)).toEqual([]);
      }
    }));

  it.each(['/elsewhere/000/000/000/5F6E7AD2_000', '../data/../../etc/passwd', '../data/.tnv/x'])(
    'leaves a row alone that points to %s',
    (path) =>
      withStorage(async (site, host, caller) => {
        await site.files.insert({ ...ADDRESS, path, size: 10 });
        for (const content of [SMALL, LARGE]) expect(await caller.upload(ADDRESS, content)).toBe(409);
        expect(site.files.rows()).toMatchObject([{ path }]);
        expect(stored(host)).toEqual([]);
      }),
  );

  it('is refused while the volume is away, and touches no row', () =>
    withSite(async (site) => {
      const { hosts } = site.group('storage1');
      const [host] = hosts as [SimHost];
      await site.startStorage(host);
      const caller = await site.call(host);
      expect(await caller.upload(ADDRESS, SMALL)).toBe('ok');
      site.unmount(host);
      expect(await caller.upload(ADDRESS, SMALL)).toBe(503);
      expect(await caller.upload(ADDRESS, LARGE)).toBe(409);
      expect(await caller.upload(fileOf('f2'), SMALL)).toBe(503);
      expect(site.files.rows()).toHaveLength(1);
      expect(stored(host)).toEqual([]);
      site.mount(host);
      expect(await caller.upload(fileOf('f2'), SMALL)).toBe('ok');
      expect(await caller.download(ADDRESS)).toEqual(SMALL);
    }));

  it('whose volume goes away in its middle is refused, and writes nothing where the volume was', () =>
    withSite(async (site) => {
      const { volume, hosts } = site.group('storage1');
      const [host] = hosts as [SimHost];
      await site.startStorage(host);
      const caller = await site.call(host);
      await caller.connection.write(encodeUploadRequest({ ...ADDRESS, size: 6n }), Buffer.from('abc'));
      await site.world.sleep(1_000);
      host.diskFaults.watch = (operation) => {
        if (operation === 'link') site.unmount(host);
      };
      expect(await caller.ask(Buffer.from('def'))).toMatchObject({ errorNumber: 503 });
      host.diskFaults.clear();
      expect(stored(host)).toEqual([]);
      site.mount(host);
      await site.world.sleep(SETTLED_MS);
      expect(filesBelow(volume)).toEqual([]);
      expect(site.files.rows()).toEqual([]);
    }));

  it('makes the folder again that somebody has removed', () =>
    withStorage(async (site, host, caller) => {
      expect(await caller.upload(ADDRESS, SMALL)).toBe('ok');
      expect(await caller.delete(ADDRESS)).toBe('ok');
      host.machine.disk.folder(['srv', 'data', '000', '000']).delete('000', 0);
      expect(await caller.upload(ADDRESS, SMALL)).toBe('ok');
      expect(await caller.download(ADDRESS)).toEqual(SMALL);
      expect(site.files.rows()[0]?.path).toMatch(/^\.\.\/data\/000\/000\/000\//);
    }));

  it('arrives among a thousand slow ones, and the id server sees no crowd', () =>
    withStorage(async (site, host) => {
      const count = 1_000;
      let crowd = 0;
      const content = Buffer.alloc(640, 'drop by drop ');
      const uploads = Array.from({ length: count }, async (_, i) => {
        const caller = await site.call(host);
        await caller.connection.write(encodeUploadRequest({ ...fileOf(`f${i}`), size: BigInt(content.length) }));
        for (let at = 0; at < content.length; at += 64) {
          await caller.connection.write(content.subarray(at, at + 64));
          crowd = Math.max(crowd, site.idServer.openSockets);
          await site.world.sleep(1_000);
        }
        const answer = await caller.answer();
        caller.leave();
        return answer;
      });
      for (const answer of await Promise.all(uploads)) expect(answer).toEqual(Buffer.alloc(0));
      expect(crowd).toBeGreaterThan(1);
      expect(crowd).toBeLessThan(40);
      expect(stored(host)).toHaveLength(count);
      expect(new Set(site.files.rows().map(({ path }) => path)).size).toBe(count);
      expect(host.openFiles).toBe(0);
    }));
});
