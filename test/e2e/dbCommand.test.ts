import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { Mariadb } from '../services/mariadb.ts';
import { runSql } from '../services/mariadbClient.ts';
import { type Ended, Program, run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

describe.skipIf(findBinary('mariadbd') === undefined)('tnv db', () => {
  let server: Mariadb;
  let folder: { path: string } & AsyncDisposable;
  let files: string[];
  const tnv = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
    run(['db', ...args, ...files], {
      env: { TNV_MYSQL_ADMIN_PASSWORD: server.access.password, TNV_MYSQL_PASSWORD: "daemon's", ...env },
    });
  const sql = (text: string): Promise<string> => runSql(server.access, text);
  const asAdmin = ['--admin-user', 'tnv'];

  beforeAll(async () => {
    server = await Mariadb.start();
    folder = await temporaryFolder();
    await mkdir(join(folder.path, 'etc'));
    files = [];
    for (const kind of ['tracker', 'id', 'storage']) {
      const file = join(folder.path, 'etc', `${kind}.cfg`);
      await writeFile(
        file,
        `service ${kind} {\n mysql_addrs = 127.0.0.1:${server.access.port}\n mysql_user = daemons\n}\n`,
      );
      files.push('-c', file);
    }
  });
  afterAll(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  // Spec: OPS-DB-CHECK
  it('check says that there is no account yet, and what to do', async () => {
    const ended = await tnv(['check']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/Access denied.*tnv db init --create-user/);
  });

  // Spec: OPS-DB-INIT
  it('init makes databases and an account, and changes nothing the second time', async () => {
    const first = await tnv(['init', ...asAdmin, '--create-user']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('tnv_trackerdb: made');
    expect(first.stdout).not.toContain("daemon''s");
    await sql("INSERT INTO tnv_trackerdb.t_router (appid, userid, group_name) VALUES ('a', 'kept', 'group001')");
    const second = await tnv(['init', ...asAdmin, '--create-user']);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('tnv_trackerdb: was there');
    expect(await sql('SELECT userid FROM tnv_trackerdb.t_router')).toContain('kept');
    expect((await tnv(['check'])).code).toBe(0);
  });

  it('init gives the account no right that daemons do not need', async () => {
    const grants = await sql("SHOW GRANTS FOR 'daemons'@'127.0.0.1'");
    expect(
      grants
        .split('\n')
        .filter((line) => line.includes(' ON `'))
        .sort(),
    ).toEqual([
      'GRANT SELECT, INSERT ON `tnv_trackerdb`.* TO `daemons`@`127.0.0.1`',
      'GRANT SELECT, INSERT, DELETE ON `tnv_storagedb`.* TO `daemons`@`127.0.0.1`',
      'GRANT SELECT, INSERT, UPDATE ON `tnv_idsdb`.* TO `daemons`@`127.0.0.1`',
    ]);
  });

  // Spec: OPS-DB-MIGRATE
  it('migrate shows what it would do, does it, and check is content', async () => {
    await sql('ALTER TABLE tnv_trackerdb.t_router DROP KEY u_userid');
    const checked = await tnv(['check']);
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/PROBLEM {2}tnv_trackerdb\.t_router: it has no unique key on userid/);
    const dry = await tnv(['migrate', ...asAdmin, '--dry-run']);
    expect(dry.stdout).toContain('ALTER TABLE tnv_trackerdb.t_router ADD UNIQUE KEY u_userid (userid);');
    expect((await tnv(['check'])).code).toBe(1);
    const wet = await tnv(['migrate', ...asAdmin]);
    expect([wet.code, wet.stderr]).toEqual([0, '']);
    expect((await tnv(['check'])).code).toBe(0);
    expect((await tnv(['migrate', ...asAdmin])).stdout).not.toContain('ALTER');
  });

  it('migrate ends with 1 and the rows when something would be lost', async () => {
    await sql(
      `ALTER TABLE tnv_trackerdb.t_router DROP KEY u_userid;
       INSERT INTO tnv_trackerdb.t_router (appid, userid, group_name) VALUES ('a', 'kept', 'group002')`,
    );
    const ended = await tnv(['migrate', ...asAdmin]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/"userid":"kept","group_name":"group001"[\s\S]*"group_name":"group002"/);
    await sql("DELETE FROM tnv_trackerdb.t_router WHERE group_name = 'group002'");
    expect((await tnv(['migrate', ...asAdmin])).code).toBe(0);
  });

  it('init leaves the site of another implementation alone', async () => {
    await sql(
      'DROP VIEW tnv_trackerdb.t_groups_info; RENAME TABLE tnv_trackerdb.t_group_info TO tnv_trackerdb.t_groups_info',
    );
    const ended = await tnv(['init', ...asAdmin]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('tnv db migrate');
    expect((await tnv(['migrate', ...asAdmin])).code).toBe(0);
    expect((await tnv(['check'])).code).toBe(0);
  });

  it('migrate that is killed at any of its statements is gone on with by the next one, and no row is lost', async () => {
    await sql(
      `USE tnv_storagedb; DROP TABLE t_file_01, t_file_02, t_file_03;
       CREATE TABLE t_file_01 (id VARCHAR(64) PRIMARY KEY, appid VARCHAR(32), userid VARCHAR(64), status TINYINT,
         file_path VARCHAR(128), file_size INT) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
       CREATE TABLE t_file_02 LIKE t_file_01;
       INSERT INTO t_file_01 SELECT seq, 'tnvideo', CONCAT('user', seq), 0, CONCAT('../data/', seq), seq FROM seq_1_to_20000;
       INSERT INTO t_file_02 SELECT * FROM t_file_01`,
    );
    const seen = new Set<string>();
    for (const table of ['t_file_01', 't_file_02', 't_file_03']) {
      const program = new Program(['db', 'migrate', ...asAdmin, ...files], {
        env: { TNV_MYSQL_ADMIN_PASSWORD: server.access.password },
      });
      seen.add(
        await program.textLine(new RegExp(`(?:ALTER TABLE|CREATE TABLE IF NOT EXISTS) tnv_storagedb\\.${table} `)),
      );
      await program.kill();
    }
    expect(seen.size).toBe(3);
    expect((await tnv(['migrate', ...asAdmin])).code).toBe(0);
    expect((await tnv(['check'])).code).toBe(0);
    const rows = 'SELECT COUNT(*), SUM(file_size), COUNT(DISTINCT userid) FROM tnv_storagedb.';
    for (const table of ['t_file_01', 't_file_02']) {
      expect((await sql(`${rows}${table}`)).split('\n')[1]).toBe('20000\t200010000\t20000');
    }
  });

  it('migrate that comes while the statement of another one is still under way takes what that one did', async () => {
    await sql('ALTER TABLE tnv_storagedb.t_file_01 DROP COLUMN create_time, DROP COLUMN update_time');
    const { user, password, port } = server.access;
    const reader = await createConnection({ host: '127.0.0.1', port, user, password });
    try {
      // As long as a transaction has read a table, nobody changes its columns.
      await reader.query('START TRANSACTION');
      await reader.query('SELECT COUNT(*) FROM tnv_storagedb.t_file_01');
      const both = [1, 2].map(
        () =>
          new Program(['db', 'migrate', ...asAdmin, ...files], {
            env: { TNV_MYSQL_ADMIN_PASSWORD: server.access.password },
          }),
      );
      for (const program of both) await program.textLine(/ALTER TABLE tnv_storagedb\.t_file_01 /);
      await reader.query('COMMIT');
      const ended = await Promise.all(both.map((program) => program.ended));
      expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      expect(ended.map(({ stdout }) => /somebody else has changed this table/.test(stdout)).sort()).toEqual([
        false,
        true,
      ]);
    } finally {
      await reader.end();
    }
    expect((await tnv(['check'])).code).toBe(0);
  });

  it('logs in over a unix socket without a password', async () => {
    const ended = await tnv(['init', '--admin-user', 'root', '--socket', server.access.socket], {
      TNV_MYSQL_ADMIN_PASSWORD: '',
    });
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toContain('made by another program and in order');
  });

  it('asks for what it needs', async () => {
    expect((await run(['db', 'check'])).stderr).toContain("'-c, --config <file>'");
    const none = await run(['db', 'check', '-c', join(folder.path, 'none.cfg')]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('none.cfg')]);
  });

  it('makes and checks the embedded databases too', async () => {
    const file = join(folder.path, 'etc', 'embedded.cfg');
    await writeFile(file, 'service id {\n tnv_embedded_folder = ../db\n}\n');
    expect((await run(['db', 'check', '-c', file])).stdout).toContain('is not there yet');
    expect((await run(['db', 'init', '-c', file])).stdout).toMatch(/ok .*ids\.db: embedded database, whole/);
    await writeFile(join(folder.path, 'db', 'ids.db'), 'something else '.repeat(1000));
    const broken = await run(['db', 'check', '-c', file]);
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringMatching(/PROBLEM.*ids\.db/)]);
  });
});
