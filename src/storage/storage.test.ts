import { describe, expect, it } from 'vitest';
import { fileOf, filesBelow, STORE_PATH, withSite } from '../../test/storage/testSite.ts';

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
});
