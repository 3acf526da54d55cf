import type { Bug } from '../bug.ts';

const REMOVAL = 'src/storage/fileRemoval.ts';

/** Deletes that do not delete, or not all of it. */
export const DELETE_BUGS: readonly Bug[] = [
  {
    name: 'delete-leaves-bytes',
    what: 'DELETE removes the row only; the file stays on the volume, and whoever finds it in the cache reads it.',
    statements: ['DELETE-REAL', 'DELETE-STAYS'],
    edits: [
      {
        file: REMOVAL,
        find: 'if (there) removed = await removeNameForGood(disk, place.store, place.path);',
        replace: 'removed = there;',
      },
    ],
  },
  {
    name: 'delete-leaves-row',
    what: 'DELETE removes the file only; its row stays in the database.',
    statements: ['DELETE-REAL'],
    edits: [{ file: REMOVAL, find: '      await files.remove(row.userid, row.fileid, row.path);\n', replace: '' }],
  },
  {
    name: 'unknown-delete-is-refused',
    what: 'A delete that failed after the file was gone is answered as one that changed nothing.',
    statements: ['DELETE-REPEAT', 'CONN-NO-ANSWER'],
    edits: [
      {
        file: REMOVAL,
        find: '      if (!mayBeGone) throw error;\n',
        replace: [
          "      if (mayBeGone) throw new TnvError(ErrorNumber.notFound, 'nothing was deleted', { cause: error });",
          '      if (!mayBeGone) throw error;',
          '',
        ].join('\n'),
      },
    ],
  },
  {
    name: 'delete-entry-left-behind',
    what: 'The second name that a delete gives its file is left in the staging folder.',
    statements: ['DELETE-ORDER'],
    edits: [
      {
        file: REMOVAL,
        find: [
          '      // An entry that was there and is not any more is away with its volume, and comes back with it.',
          "      await (note === 'made' ? disk.unlink(place.staged) : unlinkIfThere(disk, place.staged));",
          '',
        ].join('\n'),
        replace: '',
      },
      {
        file: REMOVAL,
        find: '    try {\n    } catch (error) {\n      settling.add([place], error);\n    }\n',
        replace: '',
      },
    ],
  },
];
