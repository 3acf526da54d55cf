import type { FileStore } from '../../../src/store/fileStore.ts';
import type { Statements } from './simDatabase.ts';

/** One storage's connections to `files`. */
export function fileConnection(statements: Statements, files: FileStore): FileStore {
  return {
    find: (userid, fileid) => statements.read(`find ${fileid}`, () => files.find(userid, fileid)),
    insert: (row) => statements.change(`insert ${row.path}`, () => files.insert(row)),
    remove: (userid, fileid, path) => statements.change(`remove ${path}`, () => files.remove(userid, fileid, path)),
    withPaths: (paths) => statements.read(`with ${paths.length} paths`, () => files.withPaths(paths)),
    anyBelow: (prefix) => statements.read('any below', () => files.anyBelow(prefix)),
    page: (query) => statements.read(`page after ${query.after}`, () => files.page(query)),
    notes: (paths) => statements.read(`notes of ${paths.length} paths`, () => files.notes(paths)),
    annotate: (row, note) => statements.change(`annotate ${row.path}`, () => files.annotate(row, note)),
    ping: () => statements.read('ping', () => files.ping()),
    close: () => statements.close(),
  };
}
