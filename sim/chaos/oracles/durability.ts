import type { Violation } from '../history.ts';
import { bytesOf } from './finalSight.ts';
import { byFile, fileKey } from './linearizability.ts';
import type { Observations } from './observations.ts';
import { Contents } from './register/contents.ts';

/**
 * What the database and the volumes hold at the end is what somebody uploaded, each file once, under a path of its
 * own. That the right files are there is for `linearizability`. Spec: UPLOAD-DURABLE, STORE-PATH, ID-UNIQUE.
 */
export function durability({ history, final }: Observations): Violation[] {
  if (final === undefined) return [];
  const files = byFile(history);
  const owners = new Map<string, string>();
  return final.rows.flatMap((row): Violation[] => {
    const name = `the row of file "${row.fileid}" of user "${row.userid}" (${row.path}, ${row.size} bytes)`;
    const complain = (statement: string, what: string, operations: number[] = []): Violation => {
      return { statement, kind: 'safety', atMs: final.atMs, story: `At the end ${name} ${what}.`, operations };
    };
    const entries = files.get(fileKey(row)) ?? [];
    const operations = entries.map(({ index }) => index);
    const other = owners.get(row.path);
    owners.set(row.path, name);
    const found: Violation[] = other === undefined ? [] : [complain('ID-UNIQUE', `had the same path as ${other}`)];
    if (entries.length === 0) return [...found, complain('UPLOAD-ALL-OR-NOTHING', 'was of a file nobody uploaded')];
    const bytes = bytesOf(row, final.volumes);
    if (bytes !== undefined && new Contents(entries).ofBytes(bytes).length === 0) {
      found.push(complain('UPLOAD-DURABLE', 'had a file with bytes that nobody uploaded', operations));
    }
    return found;
  });
}
