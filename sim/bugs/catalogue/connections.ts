import type { Bug } from '../bug.ts';

/** Clients and connections that lose the thread. */
export const CONNECTION_BUGS: readonly Bug[] = [
  {
    name: 'server-out-of-step',
    what: 'A server that refuses a request takes the rest of its body for the next request.',
    statements: ['CONN-IN-STEP', 'CONN-ORDER'],
    edits: [
      {
        file: 'src/server/conversation.ts',
        find: "return left === 0n ? 'request' : this.#catchUp(left);",
        replace: "return left >= 0n ? 'request' : this.#catchUp(left);",
      },
    ],
  },
  {
    name: 'link-back-too-early',
    what: 'A client puts a connection back into its pool before the body of the reply was read.',
    statements: ['CLIENT-POOL'],
    edits: [
      {
        file: 'src/client/exchange.ts',
        find: '      const result = decodeReply(decode, await link.reader.take(bodySize, timeoutMs));\n      pool.putBack(link);\n',
        replace:
          '      pool.putBack(link);\n      const result = decodeReply(decode, await link.reader.take(bodySize, timeoutMs));\n',
      },
    ],
  },
  {
    name: 'stale-connections-kept',
    what: 'A client does not notice that a pooled connection has ended, and does not replace it when a request fails on it.',
    statements: ['CLIENT-POOL'],
    edits: [
      { file: 'src/client/pool.ts', find: '    link.watch(() => this.#dropIfIdle(key, idle));\n', replace: '' },
      { file: 'src/client/request.ts', find: 'if (!stale) throw error;', replace: 'if (!stale || stale) throw error;' },
    ],
  },
  {
    name: 'early-end-is-the-end',
    what: 'A client takes a download that breaks off for one that is complete.',
    statements: ['CLIENT-RESUME', 'CLIENT-NO-WRONG-BYTES'],
    edits: [
      {
        file: 'src/client/incoming.ts',
        find: '    if (chunk === null) throw new EndOfStream(',
        replace: [
          '    if (chunk === null && this.#link !== undefined) {',
          '      this.#end();',
          '      return undefined;',
          '    }',
          '    if (chunk === null) throw new EndOfStream(',
        ].join('\n'),
      },
    ],
  },
  {
    name: 'resumes-at-wrong-byte',
    what: 'A download of a part of a file that breaks goes on as if the part began at the first byte of the file.',
    statements: ['CLIENT-RESUME', 'CLIENT-NO-WRONG-BYTES'],
    edits: [
      {
        file: 'src/client/incoming.ts',
        find: 'await this.#plan.open(this.#plan.offset + this.#received, this.#left)',
        replace: 'await this.#plan.open(this.#received, this.#left)',
      },
    ],
  },
  {
    name: 'exists-is-always-success',
    what: 'A client whose upload got no answer once takes a 409 for success, whatever bytes are there.',
    statements: ['CLIENT-RESEND'],
    edits: [
      {
        file: 'src/client/operations/upload.ts',
        find: 'if (!exists || !(await isStored(parts, file, source, signal))) throw error;',
        replace: 'if (!exists || (source.size < 0 && !(await isStored(parts, file, source, signal)))) throw error;',
      },
    ],
  },
  {
    name: 'gone-is-always-success',
    what: 'A client takes a 404 to its first request to delete a file for success.',
    statements: ['CLIENT-RESEND'],
    edits: [
      {
        file: 'src/client/operations/delete.ts',
        find: 'if (!missing || sent < 2) throw error;',
        replace: 'if (!missing || sent < 1) throw error;',
      },
    ],
  },
  {
    name: 'no-failover',
    what: 'A client that gets no answer does not ask another server.',
    statements: ['CLIENT-FAILOVER'],
    edits: [
      {
        file: 'src/client/servers.ts',
        find: '        tried.push({ server: formatAddress(address), error });\n',
        replace: '        tried.push({ server: formatAddress(address), error });\n        break;\n',
      },
    ],
  },
  {
    name: 'requests-never-time-out',
    what: 'A client waits for a reply without an end.',
    statements: ['CLIENT-BOUNDED'],
    edits: [
      {
        file: 'src/client/request.ts',
        find: 'decodeHead(await link.reader.take(HEAD_SIZE, request.timeoutMs))',
        replace: 'decodeHead(await link.reader.take(HEAD_SIZE, 1_000 * request.timeoutMs))',
      },
    ],
  },
];
