import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './byteTable.ts';

const SQL_FOLDER = join(import.meta.dirname, '../../sql');

/** What the columns hold; a table's own meaning of a name stands behind a dot. */
const MEANINGS: Readonly<Record<string, string>> = {
  group_name: 'the name of the group',
  appid: 'the application',
  userid: 'the user',
  't_group_info.id': 'means nothing',
  't_router.id': 'means nothing',
  't_router.appid': "the application of the user's first request",
  't_router.group_name': "the group that keeps the user's files",
  't_id_gen.id': 'the key: a store path as it is configured',
  id_value: 'the next free id',
  't_file_01.id': 'the file id, made by the client',
  status: '0; nothing else is in use',
  file_path: 'where the bytes are: store path and path below it',
  file_size: 'how many bytes there are',
  't_file_note.file_path': 'the path of the file that is described',
  file_name: "the file's name",
  media_type: 'its media type',
  create_time: 'when the row was made',
  update_time: 'when the row was last changed',
};

/** The columns and keys of a table of `sql/`, as a Markdown table. Throws a RangeError for a table that is not there. */
export function schemaTable(table: string): string {
  const sql = readdirSync(SQL_FOLDER).map((name) => readFileSync(join(SQL_FOLDER, name), 'utf8'));
  const body = sql.map(
    (text) => new RegExp(`CREATE TABLE IF NOT EXISTS ${table} \\(\n([\\s\\S]*?)\n\\)`).exec(text)?.[1],
  );
  const lines = body
    .find((text) => text !== undefined)
    ?.split('\n')
    .map((line) => line.trim().replace(/,$/, ''));
  if (lines === undefined) throw new RangeError(`sql/ makes no table ${table}`);
  const keys = lines.filter((line) => /^(?:PRIMARY|UNIQUE|KEY)\b/.test(line));
  const rows = lines
    .filter((line) => !keys.includes(line))
    .map((line) => {
      const [, name = '', type = ''] = /^(\w+) +(\S+(?: UNSIGNED)?)/.exec(line) ?? [];
      const meaning = MEANINGS[`${table}.${name}`] ?? MEANINGS[name];
      if (meaning === undefined) throw new RangeError(`say in scripts/spec/schema.ts what ${table}.${name} is`);
      return [`\`${name}\``, type, meaning];
    });
  return `${markdownTable(['column', 'type', 'what it holds'], rows)}\n\nKeys: ${keys.map(keyText).join('; ')}.`;
}

/** `UNIQUE KEY u_userid (userid)` in words. */
function keyText(line: string): string {
  const columns = /\(([^)]*)\)/.exec(line)?.[1]?.replace(/(\w+)/g, '`$1`') ?? '';
  if (line.startsWith('PRIMARY')) return `primary key ${columns}`;
  return `${line.startsWith('UNIQUE') ? 'unique key' : 'index'} ${columns}`;
}
