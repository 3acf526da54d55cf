import type { Violation } from '../history.ts';
import { bytesOf } from './finalSight.ts';
import type { FinalState, Observations } from './observations.ts';

const FILE_PATH = /^\/[0-9A-F]{3}\/[0-9A-F]{3}\/[0-9A-F]{3}\/[0-9A-F]{1,16}_[0-9A-F]{3}$/;

/**
 * Nothing is left behind: no socket, timer or open file of a process that was stopped, and on the volumes no staging
 * entry, no file without a row, nothing that is no stored file, in the database no description without a row. Spec: CONN-STOP, UPLOAD-ALL-OR-NOTHING, DELETE-REAL,
 * STORE-STAGING, STORE-SCRUB.
 */
export function leaks({ leaks, final, plan }: Observations): Violation[] {
  const atMs = final?.atMs ?? plan.chaosMs;
  const open = leaks.map(({ machine, what }): Violation => {
    return violation('CONN-STOP', atMs, `${machine} was stopped, but this is open still: ${what}.`);
  });
  return final === undefined
    ? open
    : [...open, ...leftOnVolumes(final), ...rowsWithoutFiles(final), ...notesOfNobody(final)];
}

function leftOnVolumes({ volumes, rows, atMs }: FinalState): Violation[] {
  const paths = new Set(rows.map(({ path }) => path));
  return volumes.flatMap(({ text, files }) =>
    [...files].flatMap(([path, bytes]): Violation[] => {
      const name = `${text}${path} (${bytes.length} bytes)`;
      if (path.startsWith('/.tnv/')) {
        return [violation('STORE-STAGING', atMs, `When all had come to rest, a staging entry was left: ${name}.`)];
      }
      if (!FILE_PATH.test(path)) {
        return [
          violation('STORE-PATH', atMs, `When all had come to rest, there was a file that is no stored one: ${name}.`),
        ];
      }
      if (paths.has(`${text}${path}`)) return [];
      const story = `When all had come to rest, there was a file that no row of the database names: ${name}.`;
      return [violation('UPLOAD-ALL-OR-NOTHING', atMs, story)];
    }),
  );
}

function rowsWithoutFiles({ volumes, rows, atMs, tardy }: FinalState): Violation[] {
  return rows.flatMap((row): Violation[] => {
    const bytes = bytesOf(row, volumes);
    const name = `the row of file "${row.fileid}" of user "${row.userid}" (${row.path}, ${row.size} bytes)`;
    if (bytes === undefined) {
      return tardy?.has(`insert ${row.path}`)
        ? []
        : [violation('DELETE-REAL', atMs, `When all had come to rest, ${name} had no file.`)];
    }
    if (bytes.length === row.size) return [];
    const story = `When all had come to rest, ${name} had a file of ${bytes.length} bytes.`;
    return [violation('UPLOAD-DURABLE', atMs, story)];
  });
}

function notesOfNobody({ notedPaths = [], rows, atMs }: FinalState): Violation[] {
  const paths = new Set(rows.map(({ path }) => path));
  return notedPaths
    .filter((path) => !paths.has(path))
    .map((path) => violation('DELETE-REAL', atMs, `When all had come to rest, a description of ${path} had no row.`));
}

function violation(statement: string, atMs: number, story: string): Violation {
  return { statement, kind: 'safety', atMs, story, operations: [] };
}
