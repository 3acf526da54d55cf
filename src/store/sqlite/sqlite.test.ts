import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeSqlite } from './nodeSqlite.ts';
import { openSqliteFileStore } from './sqliteFileStore.ts';
import { openSqliteIdStore } from './sqliteIdStore.ts';
import { openSqliteRouteStore } from './sqliteRouteStore.ts';

const ROW = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f', path: 'p', size: 1 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tnv-sqlite-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs statements in a Node process of its own, with the stores within reach. */
function inProcess(code: string): Promise<{ stdout: string; stderr: string }> {
  const imports = ['Route', 'Id', 'File'].map((name) => {
    const file = join(import.meta.dirname, `sqlite${name}Store.ts`);
    return `const { openSqlite${name}Store } = await import(${JSON.stringify(file)});`;
  });
  const script = `${imports.join('\n')}\nconst folder = ${JSON.stringify(folder)};\n${code}`;
  return promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
}

describe('the stores on SQLite', () => {
  it('make their folder and find their data again', async () => {
    const deep = join(folder, 'a/b');
    const [routes, ids, files] = [openSqliteRouteStore(deep), openSqliteIdStore(deep), openSqliteFileStore(deep)];
    expect(await routes.groups()).toEqual(['group001']);
    await routes.assign('tnvideo', 'tnv001', 'group001');
    await ids.takeBlock('../data', 100, 0n);
    await files.insert(ROW);
    for (const store of [routes, ids, files]) await store.close();

    const again = [openSqliteRouteStore(deep), openSqliteIdStore(deep), openSqliteFileStore(deep)] as const;
    expect(await again[0].groupOf('tnv001')).toBe('group001');
    expect(await again[1].takeBlock('../data', 100, 0n)).toEqual({ first: 100n, end: 200n });
    expect(await again[2].find('tnv001', 'f')).toEqual(ROW);
    for (const store of again) await store.close();
  });

  it('can be closed twice', async () => {
    const store = openSqliteIdStore(folder);
    await store.close();
    await store.close();
    await expect(store.takeBlock('k', 1, 0n)).rejects.toMatchObject({ name: 'StoreError', outcome: 'failed' });
  });

  it('give ids to several processes, each its own, also when all of them are the first', async () => {
    const code = `
      const ids = openSqliteIdStore(folder);
      for (let i = 0; i < 50; i++) console.log(String((await ids.takeBlock('../data', 3, 0n)).first));
      await ids.close();`;
    const outputs = await Promise.all(Array.from({ length: 4 }, () => inProcess(code)));
    const firsts = outputs.flatMap(({ stdout }) => stdout.trim().split('\n').map(Number));
    expect(firsts.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i * 3));
  });

  it('keep what was acknowledged when their process is killed', async () => {
    const code = `
      const files = openSqliteFileStore(folder);
      await files.insert(${JSON.stringify(ROW)});
      process.kill(process.pid, 'SIGKILL');
      setInterval(() => {}, 1000);`;
    await expect(inProcess(code)).rejects.toMatchObject({ signal: 'SIGKILL' });
    const files = openSqliteFileStore(folder);
    expect(await files.find('tnv001', 'f')).toEqual(ROW);
    await files.close();
  });

  it('commit what is asked for at once together, and a change that fails harms no other', async () => {
    const files = openSqliteFileStore(folder);
    const row = (fileid: string) => ({ ...ROW, fileid });
    // No whole number is refused by the table itself.
    const asked = [row('a'), { ...row('b'), size: 0.5 }, row('c'), row('a')].map((each) => files.insert(each));
    expect(await Promise.allSettled([...asked, files.remove('tnv001', 'c', 'p')])).toMatchObject([
      { value: 'inserted' },
      { status: 'rejected', reason: { name: 'StoreError', outcome: 'failed' } },
      { value: 'inserted' },
      { value: 'exists' },
      { value: true },
    ]);
    await Promise.all(Array.from({ length: 200 }, (_, index) => files.insert(row(String(index)))));
    const other = new (nodeSqlite().DatabaseSync)(join(folder, 'storage.db'));
    const { log } = other.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number };
    other.close();
    expect(log).toBeLessThan(200);
    expect(await files.page({ appid: 'tnvideo', userid: 'tnv001', after: '', limit: 1000 })).toHaveLength(201);
    await files.close();
  });

  it('end with what they were asked for before', async () => {
    const files = openSqliteFileStore(folder);
    const inserting = files.insert(ROW);
    await files.close();
    expect(await inserting).toBe('inserted');
    await expect(files.insert(ROW)).rejects.toMatchObject({ name: 'StoreError', outcome: 'failed' });
  });

  it('print nothing when they are loaded', async () => {
    const { stderr } = await inProcess('await openSqliteRouteStore(folder).close();');
    expect(stderr).toBe('');
  });

  it('take no groups back that the operator removed', async () => {
    await openSqliteRouteStore(folder).close();
    const database = new (nodeSqlite().DatabaseSync)(join(folder, 'tracker.db'));
    database.exec(`DELETE FROM t_group_info; INSERT INTO t_group_info (group_name) VALUES ('group007')`);
    database.close();
    const routes = openSqliteRouteStore(folder);
    expect(await routes.groups()).toEqual(['group007']);
    await routes.close();
  });

  it('say which file they cannot open, and why, when a folder is in the way', () => {
    mkdirSync(join(folder, 'ids.db'));
    expect(() => openSqliteIdStore(folder)).toThrow(
      expect.objectContaining({ name: 'StoreError', message: expect.stringContaining(join(folder, 'ids.db')) }),
    );
  });

  it('refuse a folder that cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openSqliteRouteStore(join(folder, 'file/data'))).toThrow(/cannot open the database.*ENOTDIR/);
  });

  it('refuse a file that is no database', () => {
    writeFileSync(join(folder, 'storage.db'), 'something else '.repeat(100));
    expect(() => openSqliteFileStore(folder)).toThrow(/storage\.db: file is not a database/);
  });
});
