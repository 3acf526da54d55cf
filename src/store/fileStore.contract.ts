import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimFileStore } from '../../sim/database/simFileStore.ts';
import type { FileNote } from '../protocol/fileNote.ts';
import type { FileRow, FileStore } from './fileStore.ts';
import { anyText, closingStores, HOSTILE_TEXTS, longestTexts, type SharedDatabase } from './sharedDatabase.contract.ts';
import { userTable } from './userTable.ts';

const ROW: FileRow = {
  appid: 'tnvideo',
  userid: 'tnv001',
  fileid: '5f9e3fa7085e5aa25387c8cf7b5f29000117',
  path: '../data/000/000/000/5F6E7AD2_000',
  size: 7_234_567_321,
};

/** What every `FileStore` does. `fresh` makes a database without files. */
export function describeFileStore(name: string, fresh: () => Promise<SharedDatabase<FileStore>>): void {
  describe(`a FileStore on ${name}`, () => {
    const open = closingStores();
    const openFresh = async (): Promise<FileStore> => open(await fresh());

    it('finds what was inserted, through every store object', async () => {
      const database = await fresh();
      const [one, other] = [await open(database), await open(database)];
      expect(await one.find(ROW.userid, ROW.fileid)).toBeUndefined();
      expect(await one.insert(ROW)).toBe('inserted');
      expect(await one.find(ROW.userid, ROW.fileid)).toEqual(ROW);
      expect(await other.find(ROW.userid, ROW.fileid)).toEqual(ROW);
    });

    // Spec: UPLOAD-DUPLICATE
    it('keeps the first row when the same file id comes again', async () => {
      const store = await openFresh();
      await store.insert(ROW);
      expect(await store.insert(ROW)).toBe('exists');
      expect(await store.insert({ ...ROW, path: '../data/000/000/000/5F6E7AD2_001', size: 1 })).toBe('exists');
      expect(await store.find(ROW.userid, ROW.fileid)).toEqual(ROW);
    });

    it("refuses another user's file id within one table and shows that file to its owner only", async () => {
      const store = await openFresh();
      const other = { ...ROW, userid: 'alice', path: 'p2' };
      expect(userTable(other.userid)).toBe(userTable(ROW.userid));
      await store.insert(ROW);
      expect(await store.insert(other)).toBe('exists');
      expect(await store.find('alice', ROW.fileid)).toBeUndefined();
      expect(await store.remove('alice', ROW.fileid, ROW.path)).toBe(false);
      expect(await store.find(ROW.userid, ROW.fileid)).toEqual(ROW);
    });

    it('keeps the files of users of different tables apart', async () => {
      const store = await openFresh();
      const rows = ['user-3', 'tnv001', 'tnv002'].map((userid, i) => ({ ...ROW, userid, path: `p${i}` }));
      expect(new Set(rows.map((row) => userTable(row.userid))).size).toBe(3);
      for (const row of rows) expect(await store.insert(row)).toBe('inserted');
      for (const row of rows) expect(await store.find(row.userid, row.fileid)).toEqual(row);
    });

    it('removes a row only when user, id and path are right', async () => {
      const store = await openFresh();
      await store.insert(ROW);
      expect(await store.remove(ROW.userid, ROW.fileid, `${ROW.path}0`)).toBe(false);
      expect(await store.remove(ROW.userid, 'other', ROW.path)).toBe(false);
      expect(await store.remove('bob', ROW.fileid, ROW.path)).toBe(false);
      expect(await store.find(ROW.userid, ROW.fileid)).toEqual(ROW);
      expect(await store.remove(ROW.userid, ROW.fileid, ROW.path)).toBe(true);
      expect(await store.remove(ROW.userid, ROW.fileid, ROW.path)).toBe(false);
      expect(await store.find(ROW.userid, ROW.fileid)).toBeUndefined();
    });

    it('takes a file id again after it was removed', async () => {
      const store = await openFresh();
      await store.insert(ROW);
      await store.remove(ROW.userid, ROW.fileid, ROW.path);
      const again = { ...ROW, path: 'p2', size: 2 };
      expect(await store.insert(again)).toBe('inserted');
      expect(await store.find(ROW.userid, ROW.fileid)).toEqual(again);
    });

    it('finds the rows of given paths in all tables', async () => {
      const store = await openFresh();
      const users = ['user-3', 'tnv001', 'tnv002'];
      const rows = Array.from({ length: 12 }, (_, i) => ({
        ...ROW,
        userid: users[i % 3] ?? '',
        fileid: `f${i}`,
        path: `../data/000/000/000/5F6E7AD2_${i}`,
      }));
      for (const row of rows) await store.insert(row);
      expect(await store.withPaths([])).toEqual([]);
      expect(await store.withPaths(['nowhere', '%', '../data'])).toEqual([]);
      const wanted = rows.slice(2, 9);
      const many = Array.from({ length: 250 }, (_, i) => wanted[i / 40]?.path ?? `gone${i}`);
      const found = await store.withPaths([...many, ...many]);
      expect(found.sort((a, b) => Number(a.fileid.slice(1)) - Number(b.fileid.slice(1)))).toEqual(wanted);
    });

    // Spec: STORE-NOT-MOUNTED
    it('knows whether any file is below a store path, which may look like a pattern', async () => {
      const store = await openFresh();
      const paths = ['../data/000/000/000/5F9E3FA7_000', '/vol_%|\\1//000/1', '/über/电影/1', '/Mixed/1'];
      for (const [n, path] of paths.entries())
        await store.insert({ ...ROW, userid: `user-${n}`, fileid: `f${n}`, path });
      const below = ['../data/', '/vol_%|\\1//', '/über/电影/', '/Mixed/'];
      const none = [
        '..',
        '../data//',
        '../dat/',
        '/data/',
        '/volx%|\\1//',
        '/vol_x|\\1//',
        '/uber/电影/',
        '/mixed/',
        '/vol_%|1/',
      ];
      for (const prefix of below) expect(await store.anyBelow(prefix), prefix).toBe(true);
      for (const prefix of none) expect(await store.anyBelow(prefix), prefix).toBe(prefix === '..');
    });

    // Spec: LIST-WHOSE, LIST-ORDER
    it("gives a user's files of an application page by page, the greatest id first", async () => {
      const store = await openFresh();
      const rows = ['b', 'a', 'c', 'e', 'd'].map((fileid) => ({ ...ROW, fileid, path: fileid }));
      for (const row of rows) await store.insert(row);
      await store.insert({ ...ROW, appid: 'other', fileid: 'f', path: 'f' });
      await store.insert({ ...ROW, userid: 'alice', fileid: 'g', path: 'g' });
      const ids = async (after: string, limit: number, userid = ROW.userid): Promise<string> =>
        (await store.page({ appid: ROW.appid, userid, after, limit })).map(({ fileid }) => fileid).join('');
      expect(await ids('', 10)).toBe('edcba');
      expect(await ids('', 2)).toBe('ed');
      expect(await ids('d', 2)).toBe('cb');
      expect(await ids('bb', 10)).toBe('ba');
      expect(await ids('a', 10)).toBe('');
      expect(await ids('', 10, 'nobody')).toBe('');
      expect(await store.page({ appid: ROW.appid, userid: ROW.userid, after: '', limit: 1 })).toEqual([rows[3]]);
    });

    // Spec: LIST-ORDER, DB-BYTES
    it('orders and compares the ids of pages by their bytes', async () => {
      const store = await openFresh();
      const rows = HOSTILE_TEXTS.map((fileid, i) => ({ ...ROW, fileid, path: `p${i}` }));
      for (const row of rows) await store.insert(row);
      const wanted = [...rows].sort((a, b) => Buffer.compare(Buffer.from(b.fileid), Buffer.from(a.fileid)));
      const found: FileRow[] = [];
      for (let after = ''; ; after = found.at(-1)?.fileid ?? '') {
        const page = await store.page({ appid: ROW.appid, userid: ROW.userid, after, limit: 3 });
        if (page.length === 0) break;
        found.push(...page);
      }
      expect(found).toEqual(wanted);
    });

    // Spec: DESCRIBE-LAST, DESCRIBE-FRESH, DB-FILE-NOTE
    it('notes what a file is, until its row is removed', async () => {
      const database = await fresh();
      const [one, other] = [await open(database), await open(database)];
      const [first, last] = [
        { name: '海边.mp4', type: 'video/mp4' },
        { name: 'n'.repeat(255), type: '' },
      ];
      expect(await one.annotate(ROW, first)).toBe(false);
      await one.insert(ROW);
      expect(await one.notes([ROW.path])).toEqual(new Map());
      expect(await one.annotate(ROW, first)).toBe(true);
      expect(await other.notes([ROW.path, 'nowhere'])).toEqual(new Map([[ROW.path, first]]));
      expect(await other.annotate(ROW, last)).toBe(true);
      expect(await other.annotate(ROW, last)).toBe(true);
      expect(await one.notes([ROW.path])).toEqual(new Map([[ROW.path, last]]));
      expect(await one.annotate({ ...ROW, path: `${ROW.path}0` }, first)).toBe(false);
      expect(await one.remove(ROW.userid, ROW.fileid, ROW.path)).toBe(true);
      expect(await other.notes([ROW.path])).toEqual(new Map());
      await one.insert({ ...ROW, path: 'p2' });
      expect(await one.notes(['p2'])).toEqual(new Map());
    });

    it('gives the notes of many files at once', async () => {
      const store = await openFresh();
      const rows = Array.from({ length: 230 }, (_, i) => ({ ...ROW, fileid: `f${i}`, path: `p${i}` }));
      const wanted = new Map<string, FileNote>();
      for (const [i, row] of rows.entries()) {
        await store.insert(row);
        if (i % 2 === 0) continue;
        wanted.set(row.path, { name: `n${i}`, type: `t${i}` });
        await store.annotate(row, { name: `n${i}`, type: `t${i}` });
      }
      expect(await store.notes([])).toEqual(new Map());
      expect(await store.notes(rows.map(({ path }) => path))).toEqual(wanted);
    });

    it.each([0, 1, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER])('holds a size of %d', async (size) => {
      const store = await openFresh();
      await store.insert({ ...ROW, size });
      expect((await store.find(ROW.userid, ROW.fileid))?.size).toBe(size);
    });

    it('holds the longest ids that the protocol can carry', async () => {
      const store = await openFresh();
      const [appids, fileids] = [longestTexts(15), longestTexts(127)];
      for (const [i, userid] of longestTexts(255).entries()) {
        const row = { ...ROW, userid, appid: appids[i] ?? '', fileid: fileids[i] ?? '', path: `p${i}` };
        expect(await store.insert(row)).toBe('inserted');
        expect(await store.find(row.userid, row.fileid)).toEqual(row);
        expect(await store.page({ ...row, after: '', limit: 1 })).toEqual([row]);
        expect(await store.annotate(row, { name: longestTexts(255)[i] ?? '', type: fileids[i] ?? '' })).toBe(true);
      }
    });

    // Spec: DB-BYTES, WIRE-IDS
    it('takes ids that differ in any byte for different ones', async () => {
      const store = await openFresh();
      const rows = HOSTILE_TEXTS.map((text, i) => ({ ...ROW, appid: text.slice(0, 5), fileid: text, path: `p${i}` }));
      for (const row of rows) expect(await store.insert(row)).toBe('inserted');
      for (const row of rows) expect(await store.find(row.userid, row.fileid)).toEqual(row);
      for (const text of HOSTILE_TEXTS) expect(await store.find(text, text)).toBeUndefined();
    });

    it('inserts one of many rows with the same id that come at once', async () => {
      const database = await fresh();
      const stores = [await open(database), await open(database)];
      const rows = Array.from({ length: 50 }, (_, i) => ({ ...ROW, path: `p${i}`, size: i }));
      const outcomes = await Promise.all(rows.map((row, i) => stores[i % 2]?.insert(row)));
      expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(1);
      const winner = rows[outcomes.indexOf('inserted')];
      expect(await stores[0]?.find(ROW.userid, ROW.fileid)).toEqual(winner);
    });

    it('does what a table in memory would do', async () => {
      const store = await openFresh();
      const model = new SimFileStore();
      const row = fc.record({
        appid: fc.constantFrom('tnvideo', 'other'),
        userid: anyText(255),
        fileid: anyText(127),
        path: anyText(120),
        size: fc.nat(Number.MAX_SAFE_INTEGER),
      });
      const what = fc.constantFrom('insert', 'insert', 'find', 'remove', 'withPaths', 'page', 'annotate', 'notes');
      const byId = (rows: FileRow[]): FileRow[] =>
        rows.sort((a, b) => (a.userid + a.fileid < b.userid + b.fileid ? -1 : 1));
      await fc.assert(
        fc.asyncProperty(what, row, async (operation, file) => {
          const ask = async (one: FileStore): Promise<unknown> => {
            if (operation === 'insert') return one.insert(file);
            if (operation === 'find') return one.find(file.userid, file.fileid);
            if (operation === 'remove') return one.remove(file.userid, file.fileid, file.path);
            if (operation === 'withPaths') return byId(await one.withPaths([file.path, file.fileid]));
            if (operation === 'annotate') return one.annotate(file, { name: file.userid, type: file.fileid });
            if (operation === 'notes') return one.notes([file.path, file.fileid]);
            return one.page({ ...file, after: file.fileid, limit: 5 });
          };
          expect(await ask(store)).toEqual(await ask(model));
        }),
        { numRuns: 400 },
      );
    });
  });
}
