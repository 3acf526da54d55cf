import mysql from 'mysql2/promise';
import { importSchemas } from '../test/e2e/mariadbSite.ts';
import type { Mariadb } from '../test/services/mariadb.ts';
import type { Costs } from './costs.ts';
import { microsEach } from './processCosts.ts';

const FILES = 200_000;
const USERS = 20_000;
const STATEMENTS = 5_000;
/** `../data/000/AAA/BBB/T_DDD` */
const PATH =
  "CONCAT('../data/000/', LPAD(HEX(seq DIV 262144), 3, '0'), '/', LPAD(HEX(seq DIV 512 % 512), 3, '0'), '/', " +
  "HEX(1700000000 + seq), '_', LPAD(HEX(seq % 512), 3, '0'))";
/** As clients make them: they begin with the time. */
const FILE_ID =
  "CONCAT(LOWER(HEX(1700000000 + seq)), LPAD(LOWER(HEX(seq % 1000000)), 6, '0'), SUBSTR(MD5(seq), 1, 16), '000117')";

/** What rows and indexes take on the disk of a MariaDB, and what statements cost it. */
export async function databaseCosts(mariadb: Mariadb, pid: number): Promise<Costs['database']> {
  await importSchemas(mariadb.access);
  const { host, port, user, password } = mariadb.access;
  const connection = await mysql.createConnection({ host, port, user, password, database: 'tnv_storagedb' });
  try {
    await connection.query(
      `INSERT INTO t_file_01 (id, appid, userid, file_path, file_size)
       SELECT ${FILE_ID}, 'tnvideo', CONCAT('user', LPAD(seq * 7919 % ${USERS}, 6, '0')), ${PATH}, seq
       FROM seq_1_to_${FILES}`,
    );
    const file = await sizesOf(connection, 'tnv_storagedb', 't_file_01', FILES);
    await connection.query(
      `INSERT INTO tnv_trackerdb.t_router (appid, userid, group_name)
       SELECT 'tnvideo', CONCAT('user', LPAD(seq * 7919 % ${FILES}, 6, '0')), 'group001' FROM seq_1_to_${FILES}`,
    );
    const route = await sizesOf(connection, 'tnv_trackerdb', 't_router', FILES);
    const find = 'SELECT id, appid, userid, file_path, file_size FROM t_file_01 WHERE id = ? AND userid = ?';
    const insert =
      "INSERT INTO t_file_02 (id, appid, userid, status, file_path, file_size) VALUES (?, 'tnvideo', ?, 0, ?, 5)";
    const many = (work: (at: number) => Promise<unknown>): Promise<number> =>
      microsEach(pid, STATEMENTS, async () => {
        for (let at = 0; at < STATEMENTS; at++) await work(at);
      });
    const findMicros = await many((at) => connection.execute(find, [`655${at}`, `user${at}`]));
    const path = '../data/000/000/001/6553F100_';
    const insertMicros = await many((at) => connection.execute(insert, [`655${at}`, `user${at}`, `${path}${at}`]));
    return {
      ...{ fileRowBytes: file.row, fileIndexBytes: file.index },
      ...{ routeRowBytes: route.row, routeIndexBytes: route.index, insertMicros, findMicros },
    };
  } finally {
    await connection.end();
  }
}

/** Bytes of the table itself, which is its primary key, and of its other indexes, for each row. */
async function sizesOf(
  connection: mysql.Connection,
  database: string,
  table: string,
  count: number,
): Promise<{ readonly row: number; readonly index: number }> {
  await connection.query(`ANALYZE TABLE ${database}.${table}`);
  const [[row]] = await connection.query<mysql.RowDataPacket[]>(
    'SELECT data_length AS data, index_length AS indexes FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [database, table],
  );
  return { row: Number(row?.data) / count, index: Number(row?.indexes) / count };
}
