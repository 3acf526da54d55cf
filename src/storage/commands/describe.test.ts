import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../test/storage/caller.ts';
import { fileOf, type TestSite, withSite } from '../../../test/storage/testSite.ts';

const FILE = fileOf('f1');
const CONTENT = Buffer.from('the bytes of a film');
const NOTE = { name: '海边.mp4', type: 'video/mp4' };
const NOTHING = { name: '', type: '' };

/** Runs `body` with two storages that share a volume, a connection to each, and a file. */
function withFile(body: (one: Caller, two: Caller, site: TestSite) => Promise<void>, seed = 1): Promise<void> {
  return withSite(async (site) => {
    const { hosts } = site.group('storage1', 'storage2');
    for (const host of hosts) await site.startStorage(host);
    const [one, two] = await Promise.all(hosts.map((host) => site.call(host)));
    if (one === undefined || two === undefined) throw new Error('no callers');
    expect(await one.upload(FILE, CONTENT)).toBe('ok');
    await body(one, two, site);
  }, seed);
}

/** What the file is called, and what it is, by the storage of `caller`. */
async function noteOf(caller: Caller): Promise<unknown> {
  const page = await caller.list();
  if (typeof page === 'number') return page;
  const file = page.files.find(({ fileid }) => fileid === FILE.fileid);
  return file === undefined ? 'not there' : { name: file.name, type: file.type };
}

describe('a description', () => {
  // Spec: DESCRIBE-LAST
  it('is seen by every storage of the group, and the last one counts', () =>
    withFile(async (one, two) => {
      expect(await one.describe(FILE, NOTE)).toBe('ok');
      expect(await noteOf(two)).toEqual(NOTE);
      expect(await two.describe(FILE, { name: 'n'.repeat(255), type: 't'.repeat(127) })).toBe('ok');
      expect(await noteOf(one)).toEqual({ name: 'n'.repeat(255), type: 't'.repeat(127) });
      expect(await one.describe(FILE, NOTHING)).toBe('ok');
      expect(await noteOf(two)).toEqual(NOTHING);
    }));

  // Spec: DESCRIBE-EXISTS, UPLOAD-IDS
  it('is refused for a file that is not there, or is not this user and application’s', () =>
    withFile(async (one, two, site) => {
      expect(await one.describe(fileOf('f2'), NOTE)).toBe(404);
      expect(await one.describe(fileOf('f1', 'alice'), NOTE)).toBe(404);
      expect(await one.describe(fileOf('f1', 'tnv001', 'other'), NOTE)).toBe(404);
      expect(await one.describe(fileOf('', 'tnv001'), NOTE)).toBe(400);
      expect(await one.describe(fileOf('f1', ''), NOTE)).toBe(400);
      await site.files.insert({ ...fileOf('gone'), path: '../data/000/000/001/5F6E7AD2_000', size: 1 });
      expect(await two.describe(fileOf('gone'), NOTE)).toBe(404);
      expect(site.files.notedPaths()).toEqual([]);
    }));

  // Spec: DESCRIBE-FRESH, DELETE-REAL
  it('ends with its file', () =>
    withFile(async (one, two, site) => {
      await one.describe(FILE, NOTE);
      expect(await two.delete(FILE)).toBe('ok');
      expect(site.files.notedPaths()).toEqual([]);
      expect(await one.describe(FILE, NOTE)).toBe(404);
      expect(await one.upload(FILE, CONTENT)).toBe('ok');
      expect(await noteOf(two)).toEqual(NOTHING);
    }));

  // Spec: DESCRIBE-FRESH
  it('that a program without descriptions left behind is never shown for a later file of the id', () =>
    withFile(async (one, two, site) => {
      await one.describe(FILE, NOTE);
      const [path] = site.files.notedPaths();
      const [row] = site.files.rows();
      if (path === undefined || row === undefined) throw new Error('nothing is there');
      // File and row go, the note stays.
      await one.delete(FILE);
      const leftBehind = { ...row, fileid: 'of nobody' };
      await site.files.insert(leftBehind);
      await site.files.annotate(leftBehind, NOTE);
      expect(site.files.notedPaths()).toEqual([path]);
      expect(await one.upload(FILE, CONTENT)).toBe('ok');
      expect(site.files.notedPaths()).toEqual([path]);
      expect(await noteOf(two)).toEqual(NOTHING);
    }));

  // Spec: DESCRIBE-AGAIN
  it.each([true, false])('whose answer was lost is refused with 503, and may be sent again (done: %s)', (done) =>
    withFile(async (one, two, site) => {
      site.files.fail('annotate', 'unknown', { done });
      expect(await one.describe(FILE, NOTE)).toBe(503);
      expect(await noteOf(two)).toEqual(done ? NOTE : NOTHING);
      expect(await one.describe(FILE, NOTE)).toBe('ok');
      expect(await noteOf(two)).toEqual(NOTE);
    }),
  );

  it.each([1, 2, 3, 4, 5, 6])('that meets a delete is refused, or gone with the file (seed %i)', (seed) =>
    withFile(async (one, two, site) => {
      const [described, deleted] = await Promise.all([
        site.world.sleep(seed).then(() => one.describe(FILE, NOTE)),
        two.delete(FILE),
      ]);
      expect(deleted).toBe('ok');
      expect(['ok', 404]).toContain(described);
      expect(site.files.notedPaths()).toEqual([]);
      expect(await noteOf(one)).toBe('not there');
    }, seed),
  );
});
