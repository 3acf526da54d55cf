import { describe, expect, it } from 'vitest';
import { fileOf, filesBelow, STORE_PATH, withSite } from '../../test/storage/testSite.ts';
import { encodeDeleteRequest } from '../protocol/delete.ts';
import { encodeFilesizeRequest } from '../protocol/filesize.ts';
import { encodeUploadRequest } from '../protocol/upload.ts';

describe('a storage', () => {
  it('keeps, measures, gives and deletes a file, and leaves nothing open', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await site.startStorage(host);
      const caller = await site.call(host);
      const address = fileOf('f1');
      const content = Buffer.from('some bytes of a film');

      expect(await caller.upload(address, content)).toBe('ok');
      expect(await caller.filesize(address)).toBe(20n);
      expect(await caller.download(address)).toEqual(content);
      expect(await caller.download(address, 5n, 5n)).toEqual(Buffer.from('bytes'));
      const [row] = site.files.rows();
      expect(row?.path).toMatch(/^\.\.\/data\/000\/000\/000\/[0-9A-F]+_000$/);
      expect(filesBelow(host.machine.disk, STORE_PATH.folder)).toEqual([row?.path.replace('../data', '/srv/data')]);

      expect(await caller.delete(address)).toBe('ok');
      expect(await caller.filesize(address)).toMatchObject({ errorNumber: 404 });
      expect(await caller.download(address)).toBe(404);
      expect(await caller.delete(address)).toBe(404);
      expect(site.files.rows()).toEqual([]);
      expect(filesBelow(host.machine.disk)).toEqual([]);
    }));

  // Spec: CONN-ORDER
  it('serves requests that come one behind another on one connection, refusals among them', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await site.startStorage(host);
      const caller = await site.call(host);
      const content = Buffer.from('0123456789');
      const address = fileOf('f1');
      const upload = encodeUploadRequest({ ...address, size: 10n });
      const size = encodeFilesizeRequest(address);
      await caller.connection.write(size, upload, content, size, upload, content, encodeDeleteRequest(address), size);
      const errorNumbers = [];
      for (let i = 0; i < 6; i++) {
        const answer = await caller.answer();
        errorNumbers.push(Buffer.isBuffer(answer) ? 0 : answer.errorNumber);
      }
      expect(errorNumbers).toEqual([404, 0, 0, 409, 0, 404]);
    }));

  it('does not start where the port is taken, and leaves nothing running', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      host.machine.disk.put('/srv/data/.tnv/storage1_23000/volume-1/000_000_000_5F6E7AD2_000', Buffer.alloc(1));
      site.files.fail('withPaths', 'failed', { times: 100 });
      const taken = await host.network.listen({ host: '0.0.0.0', port: 23_000 }, () => {});
      await expect(site.startStorage(host)).rejects.toThrow('the port is in use');
      await taken.close();
      expect(host.open).toEqual([]);
    }));

  it.each<[number, string]>([
    [5_000, 'lets an upload under way arrive when it is stopped'],
    [500, 'cuts an upload that takes too long when it is stopped'],
  ])('with %i ms left %s', (graceMs, _what) =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await site.startStorage(host);
      const caller = await site.call(host);
      await caller.connection.write(encodeUploadRequest({ ...fileOf('f1'), size: 4n }), Buffer.from('ab'));
      await site.world.sleep(100);
      const stopping = site.stop(host, graceMs);
      await site.world.sleep(1_000);
      const answer = caller.ask(Buffer.from('cd'));
      const arrives = graceMs > 1_000;
      if (arrives) expect(await answer).toEqual(Buffer.alloc(0));
      else await expect(answer).rejects.toThrow();
      await stopping;
      expect(filesBelow(host.machine.disk)).toHaveLength(arrives ? 1 : 0);
    }),
  );

  it('gives up at a stop what the database does not answer, and the next start decides it', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await site.startStorage(host);
      const caller = await site.call(host);
      site.files.fail('insert', 'unknown', { times: 1_000, done: true });
      const upload = caller.upload(fileOf('f1'), Buffer.from('abc')).catch(() => 'no answer');
      await site.world.sleep(1_000);
      const started = site.world.nowMs;
      await site.stop(host);
      expect(site.world.nowMs - started).toBeLessThan(2_000);
      expect(await upload).toBe('no answer');
      site.files.heal();
      await site.startStorage(host);
      expect(await (await site.call(host)).download(fileOf('f1'))).toEqual(Buffer.from('abc'));
      expect(filesBelow(host.machine.disk)).toHaveLength(1);
    }));
});
