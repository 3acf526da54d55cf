import type { Bug } from '../bug.ts';

const STORAGE = 'src/storage/storage.ts';
const LINK = 'src/storage/trackerLink.ts';
const STAGING = 'src/storage/stagingRule.ts';

/** Storages that start, join, clean up or end wrongly. */
export const LIFECYCLE_BUGS: readonly Bug[] = [
  {
    name: 'active-before-ready',
    what: 'A storage joins its trackers before it has scrubbed and listens: clients are sent to it in vain.',
    statements: ['STORAGE-READY'],
    edits: [
      {
        file: STORAGE,
        find: '  await scrub(host, files,',
        replace: '  const trackers = joinTrackers(host, config, config.listen, startMs);\n  await scrub(host, files,',
      },
      {
        file: STORAGE,
        find: '  const trackers = joinTrackers(host, config, server.address, startMs);\n',
        replace: '',
      },
    ],
  },
  {
    name: 'leftover-stops-start',
    what: 'What a crash during the start leaves behind makes every later start fail.',
    statements: ['STORE-SCRUB'],
    edits: [{ file: 'src/storage/storeFolder.ts', find: '      await unlinkIfThere(disk, probe);\n', replace: '' }],
  },
  {
    name: 'no-scrub',
    what: 'A storage that starts does not look at what uploads and deletes of its last run have left.',
    statements: ['STORE-SCRUB'],
    edits: [
      {
        file: 'src/storage/scrub.ts',
        find: '  if (places.length === 0) return;',
        replace: '  if (places.length >= 0) return;',
      },
    ],
  },
  {
    name: 'scrub-guesses',
    what: 'When the database does not answer, the staging rule takes it that there are no rows, and removes files.',
    statements: ['STORE-SCRUB', 'UPLOAD-DURABLE'],
    edits: [
      {
        file: STAGING,
        find: 'await files.withPaths(batch.map(({ text }) => text))',
        replace: 'await files.withPaths(batch.map(({ text }) => text)).catch((): FileRow[] => [])',
      },
    ],
  },
  {
    name: 'settled-at-once',
    what: 'What was left because an insert got no answer is decided at once, while the insert may still be under way.',
    statements: ['DB-UNKNOWN', 'STORE-SCRUB'],
    edits: [{ file: 'src/storage/settling.ts', find: 'const DELAY_MS = 5_000;', replace: 'const DELAY_MS = 0;' }],
  },
  {
    name: 'joins-only-once',
    what: 'A storage whose connection to a tracker was lost comes back with heartbeats, but without a JOIN.',
    statements: ['STORAGE-LINK', 'TRACKER-RELEARN'],
    edits: [
      {
        file: LINK,
        find: '    await ask(link, encodeJoinRequest({ ...membership, joinTime }), timeoutMs);\n',
        replace: [
          '    if (!joinedBefore.has(tracker)) await ask(link, encodeJoinRequest({ ...membership, joinTime }), timeoutMs);',
          '    joinedBefore.add(tracker);',
          '',
        ].join('\n'),
      },
      {
        file: LINK,
        find: 'const PAUSE_MS = 250;',
        replace: 'const joinedBefore = new WeakSet<Address>();\nconst PAUSE_MS = 250;',
      },
    ],
  },
  {
    name: 'beats-too-seldom',
    what: 'A storage beats once in twenty heartbeat intervals.',
    statements: ['STORAGE-LINK'],
    edits: [
      {
        file: LINK,
        find: 'await quiet(link, host.timers, heartBeatIntervalMs);',
        replace: 'await quiet(link, host.timers, 20 * heartBeatIntervalMs);',
      },
    ],
  },
  {
    name: 'reconnects-without-pause',
    what: 'A storage that cannot reach a tracker tries again at once, for ever.',
    statements: ['STORAGE-LINK'],
    edits: [
      {
        file: LINK,
        find: '    await sleep(host.timers, spreadMs(host.random, backoffMs(failures, PAUSE_MS, pauseMaxMs)), signal);\n',
        replace:
          '    if (pauseMaxMs < 0) await sleep(host.timers, spreadMs(host.random, backoffMs(failures, PAUSE_MS, pauseMaxMs)), signal);\n',
      },
    ],
  },
  {
    name: 'cache-outage-is-an-error',
    what: 'A request that finds the cache broken fails.',
    statements: ['CACHE-ADVISORY'],
    edits: [
      {
        file: 'src/cache/cautiousCache.ts',
        find: '      return undefined;\n    } finally {',
        replace: '      throw error;\n    } finally {',
      },
    ],
  },
];
