import mysql from 'mysql2/promise';
import { groupName } from '../../../sim/chaos/names.ts';
import type { FinalState, VolumeFacts } from '../../../sim/chaos/oracles/observations.ts';
import type { FileRow } from '../../../src/store/fileStore.ts';
import type { SoakSite } from '../site/soakSite.ts';

const FILES = ['01', '02', '03']
  .map((table) => `SELECT appid, userid, id AS fileid, file_path AS path, file_size AS size FROM t_file_${table}`)
  .join(' UNION ALL ');

/** The volumes of a soak, as oracles want them. */
export function volumesOf({ volumes }: Pick<SoakSite, 'volumes'>): VolumeFacts[] {
  return volumes.map((volume, at) => ({ group: groupName(at), text: volume.text, files: volume.files }));
}

/** What the database and the volumes hold; nobody may work on them. */
export async function finalState(
  access: mysql.ConnectionOptions,
  volumes: readonly VolumeFacts[],
  atMs: number,
): Promise<FinalState> {
  const connection = await mysql.createConnection({ ...access, supportBigNumbers: true });
  try {
    const query = async (name: string, sql: string): Promise<Record<string, unknown>[]> => {
      await connection.changeUser({ database: name });
      const [rows] = await connection.query<mysql.RowDataPacket[]>(sql);
      return rows;
    };
    const files = await query('tnv_storagedb', FILES);
    const routes = await query('tnv_trackerdb', 'SELECT userid, group_name FROM t_router');
    const ids = await query('tnv_idsdb', 'SELECT id, id_value FROM t_id_gen');
    return {
      atMs,
      rows: files.map((row) => ({ ...(row as unknown as FileRow), size: Number(row.size) })),
      volumes,
      routes: new Map(routes.map((row) => [String(row.userid), String(row.group_name)])),
      nextIds: new Map(ids.map((row) => [String(row.id), BigInt(String(row.id_value))])),
    };
  } finally {
    await connection.end();
  }
}
