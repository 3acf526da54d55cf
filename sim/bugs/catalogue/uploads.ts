import type { Bug } from '../bug.ts';

const UPLOAD = 'src/storage/commands/upload.ts';
const INCOMING = 'src/storage/incomingFile.ts';
const INSERTION = 'src/storage/rowInsertion.ts';

/** Uploads that are acknowledged and not there, or there and not acknowledged. */
export const UPLOAD_BUGS: readonly Bug[] = [
  {
    name: 'acknowledged-before-row',
    what: 'An upload is acknowledged while its row is still on the way to the database: a read right after it finds nothing.',
    statements: ['UPLOAD-ORDER', 'UPLOAD-DURABLE'],
    edits: [
      {
        file: UPLOAD,
        find: 'inserted = await rows.insert({ appid, userid, fileid, path, size: Number(content.size) });',
        replace: [
          'rows.insert({ appid, userid, fileid, path, size: Number(content.size) }).catch(() => {});',
          "        inserted = 'inserted' as Inserted;",
        ].join('\n'),
      },
    ],
  },
  {
    name: 'acknowledged-before-sync',
    what: 'An upload is acknowledged while its bytes are still in the memory of the machine.',
    statements: ['UPLOAD-ORDER', 'UPLOAD-DURABLE'],
    edits: [{ file: INCOMING, find: '      await this.#file.sync();\n', replace: '' }],
  },
  {
    name: 'folder-not-synced',
    what: "The folder entry of a file's final name is not synced before the upload is acknowledged.",
    statements: ['UPLOAD-ORDER', 'UPLOAD-DURABLE'],
    edits: [
      {
        file: INCOMING,
        find: '      await this.#disk.syncFolder(this.place.folder);\n    });\n',
        replace: '    });\n',
      },
    ],
  },
  {
    name: 'unknown-insert-is-success',
    what: 'When the database does not say whether the row is there, the upload is acknowledged.',
    statements: ['UPLOAD-DURABLE', 'DB-UNKNOWN', 'CONN-NO-ANSWER'],
    edits: [
      {
        file: INSERTION,
        find: 'if (!attempt.mayBeThere) throw error;',
        replace: 'if (attempt.mayBeThere) return true;\n        if (!attempt.mayBeThere) throw error;',
      },
    ],
  },
  {
    name: 'unknown-insert-is-failure',
    what: 'When the database does not say whether the row is there, the upload is refused and its file removed.',
    statements: ['DB-UNKNOWN', 'UPLOAD-ALL-OR-NOTHING'],
    edits: [
      { file: INSERTION, find: 'if (!attempt.mayBeThere) throw error;', replace: 'if (failures >= 0) throw error;' },
    ],
  },
  {
    name: 'duplicate-replaces',
    what: 'An upload of an id that the user has already replaces the file that is there.',
    statements: ['UPLOAD-DUPLICATE'],
    edits: [
      {
        file: INSERTION,
        find: 'if (!(await isDangling(this.#host, this.#stores, row))) return false;\n    sometimes',
        replace: 'sometimes',
      },
    ],
  },
  {
    name: 'refused-upload-left-behind',
    what: 'The temporary name of an upload that is refused is never removed.',
    statements: ['UPLOAD-ALL-OR-NOTHING'],
    edits: [{ file: INCOMING, find: '      await this.#disk.unlink(this.place.staged);\n', replace: '' }],
  },
  {
    name: 'cut-upload-kept',
    what: 'An uploader that goes away in the middle counts as one that is done: the short content is kept as its file.',
    statements: ['UPLOAD-ALL-OR-NOTHING'],
    edits: [
      {
        file: 'src/server/content.ts',
        find: 'if (chunk === null) throw new EndOfStream',
        replace: 'if (chunk === null && this.size > 0n) return null;\n      if (chunk === null) throw new EndOfStream',
      },
    ],
  },
  {
    name: 'full-store-path-is-final',
    what: 'When the store path that is tried first has no room the upload is refused, though another one has.',
    statements: ['UPLOAD-NO-SPACE'],
    edits: [
      {
        file: 'src/storage/storePaths.ts',
        find: '        if (file !== undefined) return file;\n',
        replace: '        if (file !== undefined) return file;\n        break;\n',
      },
    ],
  },
];
