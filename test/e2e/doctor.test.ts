import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { freePort } from '../services/freePort.ts';
import { Mariadb } from '../services/mariadb.ts';
import { runSql } from '../services/mariadbClient.ts';
import { Redis } from '../services/redis.ts';
import { Cluster } from './cluster.ts';
import { importSchemas } from './mariadbSite.ts';
import { run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

interface Seen {
  readonly level: string;
  readonly what: string;
  readonly text: string;
  readonly advice?: string;
}

/** What the doctor says to files: its exit code, and what is not well. */
async function doctor(...files: string[]): Promise<{ code: number | null; all: Seen[]; bad: Seen[] }> {
  const ended = await run(['doctor', '--json', ...files.flatMap((file) => ['-c', file])]);
  const all = (JSON.parse(ended.stdout) as { findings: Seen[] }).findings;
  return { code: ended.code, all, bad: all.filter(({ level }) => level !== 'ok') };
}

/** Every file below a folder with what is in it. */
async function contents(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = async (file: string): Promise<string> =>
    createHash('sha1')
      .update(await readFile(file))
      .digest('hex');
  return Promise.all(files.sort().map(async (file) => `${file} ${await hash(file)}`));
}

const DAEMONS = ['tracker', 'id', 'storage1', 'storage2', 'http'];

// Spec: OPS-DOCTOR
describe('tnv doctor', () => {
  it('finds nothing wrong with a site that runs, and says what is missing when something is gone', async () => {
    await using folder = await temporaryFolder();
    const cluster = await Cluster.start(folder.path, { tnv_max_connections: 1000 });
    const files = DAEMONS.map((name) => join(folder.path, 'etc', `${name}.cfg`));
    try {
      const well = await doctor(...files);
      expect(well.bad).toEqual([]);
      expect(well.code).toBe(0);
      expect(well.all.map(({ text }) => text)).toEqual(
        expect.arrayContaining(['a tracker answers', 'an id server answers', 'a storage answers', 'a gateway answers']),
      );

      await cluster.kill('id');
      const without = await doctor(...files.filter((file) => !file.endsWith('id.cfg')));
      expect(without.code).toBe(2);
      expect(without.bad).toEqual([
        expect.objectContaining({ level: 'problem', what: expect.stringMatching(/^id 127/), text: 'nobody answers' }),
      ]);
      expect((await doctor(...files)).code).toBe(1);
    } finally {
      await cluster.stop();
    }
  });

  it('changes nothing, and is content before the first start', async () => {
    await using folder = await temporaryFolder();
    const cluster = await Cluster.start(folder.path, { tnv_max_connections: 1000 });
    await cluster.stop();
    const files = DAEMONS.map((name) => join(folder.path, 'etc', `${name}.cfg`));
    const before = await contents(folder.path);
    const { code, bad } = await doctor(...files);
    expect(await contents(folder.path)).toEqual(before);
    expect(bad.map(({ level, text }) => [level, text])).toEqual([
      ['warning', 'nobody answers yet'],
      ['warning', 'nobody answers yet'],
    ]);
    expect(code).toBe(1);
  });

  it.each<[string, Record<string, string>, number, RegExp]>([
    ['a wrong value', { check_active_interval: 'soon' }, 2, /tracker\.cfg:\d+: check_active_interval/],
    ['an unknown key', { check_active_intervall: '5' }, 1, /nearest known key is \\"check_active_interval/],
    ['an address of another machine', { tnv_listen: '192.0.2.1:21000' }, 2, /this machine has no such address/],
    ['more connections than files', { tnv_max_connections: '1000000' }, 1, /limit of open files.*too low.*1000200/],
    ['a database that nobody serves', { mysql_addrs: '127.0.0.1:1' }, 2, /ECONNREFUSED.*check mysql_addrs/],
    ['a cache that nobody serves', { redis_addrs: '127.0.0.1:1' }, 1, /redis 127\.0\.0\.1:1.*ECONNREFUSED.*start it/],
  ])('tells of %s', async (_what, keys, code, said) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tracker.cfg');
    const all = { tnv_listen: `127.0.0.1:${await freePort()}`, tnv_embedded_folder: 'db', ...keys };
    await writeFile(
      file,
      `service tracker {\n${Object.entries(all)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join('')}}\n`,
    );
    const seen = await doctor(file);
    expect(JSON.stringify(seen.bad)).toMatch(said);
    expect(seen.code).toBe(code);
  });

  it('names who has the port, and a file that is not there', async () => {
    await using folder = await temporaryFolder();
    const other = createServer((socket) => void socket.on('error', () => undefined).end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      const file = join(folder.path, 'id.cfg');
      await writeFile(file, `service id {\n tnv_listen = 127.0.0.1:${port}\n tnv_embedded_folder = db\n}\n`);
      const seen = await doctor(file, join(folder.path, 'none.cfg'));
      expect(seen.code).toBe(2);
      expect(seen.bad.map(({ text }) => text)).toEqual([
        expect.stringContaining('none.cfg'),
        expect.stringContaining(`(process ${process.pid})`),
      ]);
    } finally {
      other.close();
    }
  });

  it('tells of store paths that are missing, are no folder or differ within a group', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'a/data'), { recursive: true });
    await mkdir(join(folder.path, 'b/data'), { recursive: true });
    await writeFile(join(folder.path, 'file'), '');
    const storage = async (name: string, paths: string): Promise<string> => {
      const file = join(folder.path, name);
      const keys = [`tnv_store_paths = ${paths}`, `tnv_storage_port = ${await freePort()}`, 'tnv_embedded_folder = db'];
      await mkdir(join(folder.path, name, '..'), { recursive: true });
      await writeFile(file, `service storage {\n${keys.join('\n')}\n}\n`);
      return file;
    };
    const one = await storage('a/one.cfg', 'data');
    const texts = async (...files: string[]): Promise<string> =>
      (await doctor(...files)).bad
        .filter(({ level }) => level === 'problem')
        .map(({ what, text }) => `${what}: ${text}`)
        .join('\n');
    expect(await texts(one, await storage('b/two.cfg', 'data'))).toMatch(/group group001: .* two folders/);
    expect(await texts(one, await storage('a/three.cfg', './data'))).toMatch(
      /differ in tnv_store_paths: data and \.\/data/,
    );
    expect(await texts(await storage('a/four.cfg', 'away'))).toMatch(/store path .*away: ENOENT/);
    expect(await texts(await storage('a/five.cfg', '../file'))).toMatch(/store path .*file: is no folder/);
  });

  it.skipIf(findBinary('mariadbd') === undefined)('looks at a database and a cache as the daemons will', async () => {
    await using folder = await temporaryFolder();
    const mariadb = await Mariadb.start();
    const redis = await Redis.start();
    try {
      const file = join(folder.path, 'tracker.cfg');
      const write = (password: string): Promise<void> =>
        writeFile(
          file,
          `service tracker {\n tnv_listen = 127.0.0.1:0\n mysql_addrs = 127.0.0.1:${mariadb.access.port}\n` +
            ` mysql_user = daemon\n mysql_password = ${password}\n redis_addrs = 127.0.0.1:${redis.access.port}\n}\n`,
        );
      const said = async (): Promise<string> =>
        (await doctor(file)).bad
          .filter(({ level }) => level === 'problem')
          .map(({ what, text }) => `${what}: ${text}`)
          .join('\n');
      await write('right');
      await runSql(mariadb.access, "CREATE USER daemon IDENTIFIED BY 'right'; GRANT SELECT ON *.* TO daemon");
      expect(await said()).toMatch(/there is no database tnv_trackerdb/);
      await importSchemas(mariadb.access);
      expect(await said()).toMatch(/tnv_trackerdb as daemon: the account may not INSERT/);
      await runSql(
        mariadb.access,
        'GRANT INSERT ON tnv_trackerdb.* TO daemon; ALTER TABLE tnv_trackerdb.t_router DROP KEY u_userid',
      );
      expect(await said()).toBe(
        'tnv_trackerdb.t_router: it has no unique key on userid: two trackers may give a new user two groups',
      );
      await runSql(mariadb.access, 'ALTER TABLE tnv_trackerdb.t_router ADD UNIQUE KEY u_userid (userid)');
      expect(await said()).toBe('');
      await write('wrong');
      expect(await said()).toMatch(/Access denied/);
    } finally {
      await redis.stop();
      await mariadb.stop();
    }
  });
});
