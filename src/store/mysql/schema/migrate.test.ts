import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { Mariadb } from '../../../../test/services/mariadb.ts';
import { runSql } from '../../../../test/services/mariadbClient.ts';
import type { Finding } from './finding.ts';
import { inspectDatabase } from './inspect.ts';
import { planRepair } from './repair.ts';
import { openSqlConnection, type SqlConnection } from './sqlConnection.ts';
import { DATABASES, type DatabaseKind } from './wanted.ts';

const KINDS = ['tracker', 'id', 'storage'] as const;
const TIMES = 'create_time TIMESTAMP NULL, update_time TIMESTAMP NULL';
const CASELESS = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci';
/** A site that other daemons made, with what they keep there. */
const FOREIGN = `
  CREATE DATABASE tnv_trackerdb; USE tnv_trackerdb;
  CREATE TABLE t_groups_info (id INT PRIMARY KEY AUTO_INCREMENT, group_name VARCHAR(32) COMMENT 'it''s a name', ${TIMES}) ${CASELESS};
  INSERT INTO t_groups_info (group_name) VALUES ('group001'), ('group002');
  CREATE TABLE t_router (id INT PRIMARY KEY AUTO_INCREMENT, appid VARCHAR(32) DEFAULT 'tnvideo', userid VARCHAR(128),
    group_name VARCHAR(32), ${TIMES}) ENGINE = MyISAM ${CASELESS};
  INSERT INTO t_router (userid, group_name, create_time) VALUES ('Alice', 'group002', '2020-01-02 03:04:05'),
    ('alice', 'group001', NULL), ('张三', 'group001', NULL), (NULL, NULL, NULL), (NULL, NULL, NULL);
  CREATE DATABASE tnv_idsdb; USE tnv_idsdb;
  CREATE TABLE t_id_gen (id VARCHAR(64) NOT NULL, id_value INT, ${TIMES}, KEY (id)) ${CASELESS};
  INSERT INTO t_id_gen (id, id_value) VALUES ('../data', 100), ('empty', NULL);
  CREATE DATABASE tnv_storagedb; USE tnv_storagedb;
  CREATE TABLE t_file_01 (id VARCHAR(256) NOT NULL PRIMARY KEY, appid VARCHAR(32), userid VARCHAR(128), status TINYINT,
    file_path VARCHAR(512), file_size INT) CHARACTER SET latin1;
  CREATE TABLE t_file_03 LIKE t_file_01;
  INSERT INTO t_file_01 VALUES ('f1', 'tnvideo', 'user-3', 0, '../data/000/000/000/5F_001', 2147483647);
`;

describe.skipIf('missing' in inject('mariadb'))('the databases of a site that another program made', () => {
  let server: Mariadb;
  let connection: SqlConnection;
  const sql = (text: string): Promise<string> => runSql(server.access, text);
  const inspect = (kind: DatabaseKind): Promise<Finding[]> =>
    inspectDatabase(
      connection,
      kind,
      readFileSync(join(import.meta.dirname, '../../../../sql', DATABASES[kind].sqlFile), 'utf8'),
    );
  const problems = async (kind: DatabaseKind): Promise<string[]> =>
    (await inspect(kind)).filter(({ level }) => level === 'problem').map(({ what, text }) => `${what}: ${text}`);
  /** Runs the plan again until it is empty, as `tnv db migrate` does; stops after `most` statements. */
  const migrate = async (kind: DatabaseKind, most = 100): Promise<string[]> => {
    const ran: string[] = [];
    for (;;) {
      const { statements } = planRepair(await inspect(kind));
      for (const statement of statements) {
        if (ran.length === most) return ran;
        await connection.query(statement);
        ran.push(statement);
      }
      if (statements.length === 0) return ran;
    }
  };

  beforeAll(async () => {
    server = await Mariadb.start();
    const { host, port, user, password } = server.access;
    connection = await openSqlConnection([{ host, port }], { user, password });
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    for (const { name } of Object.values(DATABASES)) await sql(`DROP DATABASE IF EXISTS ${name}`);
    await sql(FOREIGN);
  });

  // Spec: OPS-DB-CHECK
  it('are not as they should be, and it is said why', async () => {
    const said = (await Promise.all(KINDS.map(problems))).flat().join('\n');
    for (const part of [
      'tnv_trackerdb.t_group_info: there is no view t_group_info of t_groups_info',
      't_router: its engine is MyISAM',
      't_router: userid holds 128 characters, 255 are allowed',
      't_router: userid does not compare by bytes (utf8mb4_general_ci)',
      't_router: it has no unique key on userid: two trackers may give a new user two groups',
      't_id_gen: id_value is int(11), which holds no 64 bits',
      't_id_gen: it has no unique key on id',
      't_file_01: userid is in latin1',
      't_file_01: it has no column create_time',
      't_file_02: there is no such table',
    ]) {
      expect(said).toContain(part);
    }
  });

  // Spec: OPS-DB-MIGRATE
  it('are brought in order, and every row stays', async () => {
    for (const kind of KINDS) {
      expect((await migrate(kind)).length).toBeGreaterThan(0);
      expect((await inspect(kind)).filter(({ level, what }) => level !== 'ok' && what.includes('.'))).toEqual([]);
    }
    const routes =
      'SELECT appid, userid, group_name, create_time FROM tnv_trackerdb.t_router WHERE userid IS NOT NULL ORDER BY id';
    expect(await connection.query(routes)).toEqual([
      { appid: 'tnvideo', userid: 'Alice', group_name: 'group002', create_time: '2020-01-02 03:04:05' },
      { appid: 'tnvideo', userid: 'alice', group_name: 'group001', create_time: null },
      { appid: 'tnvideo', userid: '张三', group_name: 'group001', create_time: null },
    ]);
    expect(await sql('SELECT COUNT(*) FROM tnv_trackerdb.t_router')).toContain('5');
    expect(await sql('SELECT group_name FROM tnv_trackerdb.t_group_info')).toBe('group_name\ngroup001\ngroup002\n');
    expect(await sql("SELECT id_value FROM tnv_idsdb.t_id_gen WHERE id = '../data'")).toBe('id_value\n100\n');
    expect(await sql('SELECT id, userid, file_size FROM tnv_storagedb.t_file_01')).toBe(
      'id\tuserid\tfile_size\nf1\tuser-3\t2147483647\n',
    );
    expect(
      await sql(
        "SELECT COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_NAME = 't_groups_info' AND COLUMN_NAME = 'group_name' AND TABLE_SCHEMA = 'tnv_trackerdb'",
      ),
    ).toContain("it's a name");
    await expect(sql("INSERT INTO tnv_trackerdb.t_router (userid) VALUES ('Alice')")).rejects.toThrow(
      'Duplicate entry',
    );
  });

  it('are not touched again when they are in order', async () => {
    for (const kind of KINDS) {
      await migrate(kind);
      expect(await migrate(kind)).toEqual([]);
    }
  });

  it('come to the same in the end when that is interrupted after any statement', async () => {
    const whole = (await migrate('storage')).length;
    const dump = (): Promise<string> =>
      sql('SHOW CREATE TABLE tnv_storagedb.t_file_01; SHOW CREATE TABLE tnv_storagedb.t_file_02');
    const wanted = await dump();
    for (let most = 1; most < whole; most++) {
      await sql(`DROP DATABASE tnv_trackerdb; DROP DATABASE tnv_idsdb; DROP DATABASE tnv_storagedb; ${FOREIGN}`);
      await migrate('storage', most);
      await migrate('storage');
      expect(await dump()).toBe(wanted);
    }
  });

  it('keep a user who has two routes, and the rows are named', async () => {
    await sql("INSERT INTO tnv_trackerdb.t_router (userid, group_name) VALUES ('Alice', 'group001')");
    const { statements, refused } = planRepair(await inspect('tracker'));
    expect(statements.join()).not.toContain('t_router');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.repair?.obstacles).toEqual([
      expect.stringMatching(/"id":1,.*"userid":"Alice","group_name":"group002"/),
      expect.stringMatching(/"id":6,.*"userid":"Alice","group_name":"group001"/),
    ]);
    await migrate('tracker');
    expect(await sql('SELECT COUNT(*) FROM tnv_trackerdb.t_router')).toContain('6');
    await sql('DELETE FROM tnv_trackerdb.t_router WHERE id = 6');
    await migrate('tracker');
    expect(await problems('tracker')).toEqual([]);
  });

  it('keep texts that may be UTF-8 under another name, and the rows are named', async () => {
    await sql("SET NAMES latin1; INSERT INTO tnv_storagedb.t_file_03 (id, userid) VALUES ('f2', X'C3BC626572')");
    const { refused, statements } = planRepair(await inspect('storage'));
    expect(refused.map(({ what }) => what)).toContain('tnv_storagedb.t_file_03');
    expect(statements.join('\n')).not.toContain('ALTER TABLE tnv_storagedb.t_file_03');
    await migrate('storage');
    expect(await sql('SELECT HEX(userid) FROM tnv_storagedb.t_file_03')).toContain('C3BC626572');
  });

  it('keep groups that stand in one of two tables only', async () => {
    await sql(
      "USE tnv_trackerdb; CREATE TABLE t_group_info LIKE t_groups_info; INSERT INTO t_group_info (group_name) VALUES ('group009')",
    );
    const { refused } = planRepair(await inspect('tracker'));
    expect(refused.flatMap(({ repair }) => repair?.obstacles)).toEqual(['group group009 stands in t_group_info only']);
    await migrate('tracker');
    expect(await sql('SELECT group_name FROM tnv_trackerdb.t_group_info')).toContain('group009');
  });

  it('are told what a column is in the way for', async () => {
    await sql('ALTER TABLE tnv_idsdb.t_id_gen ADD COLUMN owner INT NOT NULL');
    expect(planRepair(await inspect('id')).left.map(({ text }) => text)).toEqual([
      expect.stringContaining('owner has no default'),
    ]);
  });

  it('are taken by daemons of ours as they are when our own files made them', async () => {
    for (const { name, sqlFile } of Object.values(DATABASES)) {
      await sql(
        `DROP DATABASE ${name}; ${readFileSync(join(import.meta.dirname, '../../../../sql', sqlFile), 'utf8')}`,
      );
    }
    for (const kind of KINDS) {
      expect((await inspect(kind)).filter(({ level, what }) => level !== 'ok' && what.includes('.'))).toEqual([]);
      expect(await migrate(kind)).toEqual([]);
    }
  });
});
