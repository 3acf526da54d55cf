import type { Bug } from '../bug.ts';

const FILE = 'src/id/idBlocks.ts';
const TAKE = 'const { first, end } = await this.#ids.takeBlock(state.key, maxStep, state.end);';

/** Ids that are handed out twice, or never again. */
export const ID_BUGS: readonly Bug[] = [
  {
    name: 'ids-not-persisted',
    what: 'An id server counts in memory only; its database never learns of a block.',
    statements: ['ID-UNIQUE', 'ID-BLOCKS'],
    edits: [
      { file: FILE, find: TAKE, replace: 'const first = state.end;\n        const end = first + BigInt(maxStep);' },
    ],
  },
  {
    name: 'ids-before-commit',
    what: 'A block that follows one of this server is handed out before the database has committed it.',
    statements: ['ID-UNIQUE', 'ID-BLOCKS'],
    edits: [
      {
        file: FILE,
        find: TAKE,
        replace: [
          'const taking = this.#ids.takeBlock(state.key, maxStep, state.end);',
          '        taking.catch(() => {});',
          '        const taken = state.end === 0n ? await taking : undefined;',
          '        const first = taken?.first ?? state.end;',
          '        const end = taken?.end ?? first + BigInt(maxStep);',
        ].join('\n'),
      },
    ],
  },
  {
    name: 'id-block-of-lost-answer',
    what: 'When the answer to a commit is lost, the id server takes it that the block after its last one is its own.',
    statements: ['ID-UNIQUE', 'DB-UNKNOWN'],
    edits: [
      {
        file: FILE,
        find: "        this.#log.warn('id block lost'",
        replace: [
          '        state.next = state.end;',
          '        state.end += BigInt(maxStep);',
          '        if (maxStep > 0) return;',
          "        this.#log.warn('id block lost'",
        ].join('\n'),
      },
    ],
  },
  {
    name: 'id-block-one-too-long',
    what: 'An id server hands out the first id behind its block, which is the first one of the next block.',
    statements: ['ID-UNIQUE'],
    edits: [
      {
        file: FILE,
        find: 'return state.next < state.end ? state.next++',
        replace: 'return state.next <= state.end && state.end > 0n ? state.next++',
      },
    ],
  },
  {
    name: 'id-failure-remembered',
    what: 'After one failure of the database an id server gives no ids of that key any more.',
    statements: ['ID-UNAVAILABLE'],
    edits: [
      {
        file: FILE,
        find: 'this.#take(state).finally(() => {',
        replace: 'this.#take(state).then(() => {',
      },
    ],
  },
];
