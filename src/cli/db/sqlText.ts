import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES, type DatabaseKind } from '../../store/mysql/schema/wanted.ts';
import { PACKAGE_FOLDER } from '../version.ts';

/** The file of `sql/` that makes a database. */
export function sqlText(kind: DatabaseKind): string {
  return readFileSync(join(PACKAGE_FOLDER, 'sql', DATABASES[kind].sqlFile), 'utf8');
}
