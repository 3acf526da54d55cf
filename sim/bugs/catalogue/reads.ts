import type { Bug } from '../bug.ts';

const ABSENCE = 'src/storage/absence.ts';
const FINDER = 'src/storage/fileFinder.ts';
const RANGE = 'src/storage/rangeOf.ts';

/** Reads that find what is not there, or not all that is. */
export const READ_BUGS: readonly Bug[] = [
  {
    name: 'canary',
    what: 'A storage changes the first byte of everything it sends: whatever finds no fault with that finds none at all.',
    statements: ['READ-RIGHT-OR-ABSENT'],
    edits: [
      {
        file: 'src/storage/fileSender.ts',
        find: '  if (count < target.length) {\n',
        replace: '  target[0] = 255 - (target[0] ?? 0);\n  if (count < target.length) {\n',
      },
    ],
  },
  {
    name: 'size-from-cache-alone',
    what: 'FILESIZE believes the cache without looking whether the file is still there.',
    statements: ['DELETE-STAYS', 'READ-ON-DISK', 'CACHE-ADVISORY'],
    edits: [
      {
        file: FINDER,
        find: '    const entry = await this.#locate(address, (path) => this.#parts.disk.stat(path));\n',
        replace: [
          '    const known = await this.#cached(fileCacheKey(address), address);',
          '    if (known !== undefined) return known.size;',
          '    const entry = await this.#locate(address, (path) => this.#parts.disk.stat(path));',
          '',
        ].join('\n'),
      },
    ],
  },
  {
    name: 'application-not-checked',
    what: 'A storage finds a file by its user and file id, whichever application asks.',
    statements: ['READ-OWNER'],
    edits: [
      {
        file: FINDER,
        find: 'if (row === undefined || row.appid !== address.appid)',
        replace: 'if (row === undefined)',
      },
    ],
  },
  {
    name: 'cached-file-of-anybody',
    what: 'A cache entry is believed whoever its file belongs to.',
    statements: ['READ-OWNER'],
    edits: [
      {
        file: FINDER,
        find: 'if (file === undefined || !this.#parts.owners.knows(file.path, address)) return undefined;',
        replace: 'if (file === undefined) return undefined;',
      },
    ],
  },
  {
    name: 'volume-away-is-no-such-file',
    what: 'A storage whose volume is away says that the files on it do not exist.',
    statements: ['READ-VOLUME'],
    edits: [
      {
        file: FINDER,
        find: "      if (seen === 'gone') throw noSuchFile(address);\n",
        replace: "      if (seen !== 'there') throw noSuchFile(address);\n",
      },
    ],
  },
  {
    name: 'range-one-too-short',
    what: 'A download from the middle to the end of a file ends one byte early.',
    statements: ['DOWNLOAD-RANGE'],
    edits: [
      {
        file: RANGE,
        find: 'const end = size === 0n ? BigInt(fileSize)',
        replace: 'const end = size === 0n ? BigInt(fileSize) - (offset > 0n && offset < BigInt(fileSize) ? 1n : 0n)',
      },
    ],
  },
  {
    name: 'range-past-the-end',
    what: 'A range that ends behind the end of the file is cut short instead of refused.',
    statements: ['DOWNLOAD-RANGE'],
    edits: [
      {
        file: RANGE,
        find: '  if (offset < 0n || size < 0n || offset > end || end > BigInt(fileSize)) {\n',
        replace: [
          '  if (offset >= 0n && size > 0n && offset < BigInt(fileSize) && end > BigInt(fileSize)) {',
          '    return { start: Number(offset), length: fileSize - Number(offset) };',
          '  }',
          '  if (offset < 0n || size < 0n || offset > end || end > BigInt(fileSize)) {',
          '',
        ].join('\n'),
      },
    ],
  },
  {
    name: 'refused-range-keeps-file-open',
    what: 'A download that is refused for its range leaves its file open.',
    statements: ['CONN-STOP'],
    edits: [
      {
        file: 'src/storage/fileSender.ts',
        find: '    await file.close();\n    throw error;',
        replace: '    throw error;',
      },
    ],
  },
  {
    name: 'gone-before-it-lasts',
    what: 'A file whose name was removed a moment ago is said to be gone before that lasts: a power failure brings it back.',
    statements: ['DELETE-SEEN'],
    edits: [{ file: ABSENCE, find: '  try {\n    await disk.syncFolder(dirname(path));\n', replace: '  try {\n' }],
  },
  {
    name: 'looks-once',
    what: 'A file that is missing is taken for gone when its volume is there a moment later.',
    statements: ['STORE-GONE'],
    edits: [{ file: ABSENCE, find: 'const LOOKS = 2;', replace: 'const LOOKS = 1;' }],
  },
  {
    name: 'error-is-no-such-file',
    what: 'A file that cannot be opened for an error (its copies disagree, say) is said to be missing.',
    statements: ['VOLUME-SPLIT'],
    edits: [
      {
        file: 'src/storage/fileFinder.ts',
        find: "if (error instanceof DiskError && error.reason === 'missing') return undefined;",
        replace: 'if (error instanceof DiskError) return undefined;',
      },
    ],
  },
];
