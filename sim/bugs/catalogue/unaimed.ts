import type { Bug } from '../bug.ts';

/**
 * Slips of a tired engineer, written while looking at the code alone: without an oracle or a fault in mind that would
 * show them. What became of each is told in `spec/lessons.md`: at first none was caught for sure.
 */
export const UNAIMED_BUGS: readonly Bug[] = [
  {
    name: 'resend-forgets-first-try',
    what: 'Two lines change places: an upload sent again on a fresh connection forgets that all of it went out before.',
    statements: ['CLIENT-RESEND'],
    edits: [
      {
        file: 'src/client/operations/upload.ts',
        find: '    mayBeStored ||= complete;\n    complete = false;\n    const onLastBytes',
        replace: '    complete = false;\n    mayBeStored ||= complete;\n    const onLastBytes',
      },
    ],
  },
  {
    name: 'folder-failure-remembered',
    what: 'A storage that once failed to make a folder remembers the failure, and tries that folder no more.',
    statements: ['ERR-DESERVED'],
    edits: [
      {
        file: 'src/storage/storeFolder.ts',
        find: '    making.catch(() => this.forgetFolder(folder));\n',
        replace: '    making.catch(() => {});\n',
      },
    ],
  },
  {
    name: 'stop-cuts-requests',
    what: 'A connection stays marked as idle while it has a request, so that a stop cuts the request off.',
    statements: ['CONN-STOP'],
    edits: [{ file: 'src/server/conversation.ts', find: '    this.#idle = false;\n', replace: '' }],
  },
];
