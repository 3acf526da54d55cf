import type { Bug } from '../bug.ts';

const LISTING = 'src/storage/fileListing.ts';

/** Listings that are not of what is there, descriptions that are not kept. */
export const LISTING_BUGS: readonly Bug[] = [
  {
    name: 'list-ends-at-full-page',
    what: 'A storage asks its database for no more rows than a page holds, and takes a full page for the last one.',
    statements: ['LIST-PAGE', 'LIST-COMPLETE'],
    edits: [{ file: LISTING, find: 'after, limit: limit + 1 }', replace: 'after, limit }' }],
  },
  {
    name: 'list-without-volume',
    what: 'A storage that does not see its volume lists no files instead of saying so.',
    statements: ['LIST-EXISTS', 'LIST-COMPLETE'],
    edits: [
      {
        file: LISTING,
        find: "  throw new TnvError(ErrorNumber.unavailable, 'the volume that files of this user are on is not there');\n",
        replace: '  return false;\n',
      },
    ],
  },
  {
    name: 'notes-remembered',
    what: 'A storage keeps in memory what a file is called, and does not ask its database again.',
    statements: ['DESCRIBE-LAST'],
    edits: [
      {
        file: LISTING,
        find: '    const notes = await parts.files.notes(page.map(({ path }) => path));\n',
        replace: [
          '    const notes = REMEMBERED;',
          '    for (const [path, note] of await parts.files.notes(page.map((row) => row.path))) {',
          '      if (!notes.has(path)) notes.set(path, note);',
          '    }',
          '',
        ].join('\n'),
      },
      {
        file: LISTING,
        find: 'const ROUNDS_MAX = 100;\n',
        replace: 'const ROUNDS_MAX = 100;\nconst REMEMBERED = new Map<string, typeof NO_NOTE>();\n',
      },
    ],
  },
  {
    name: 'describe-not-awaited',
    what: 'A storage says that it keeps a description before its database has said so.',
    statements: ['DESCRIBE-LAST'],
    edits: [
      {
        file: 'src/storage/commands/describe.ts',
        find: '      if (!(await files.annotate(row, request))) throw noSuchFile(request);\n',
        replace: '      void files.annotate(row, request).catch(() => false);\n',
      },
    ],
  },
];
