import type { Bug, Edit } from '../bug.ts';

/** `nowMs` of a tracker's command from the wall clock. */
const wallClock = (file: string, find: string): Edit => ({
  file,
  find,
  replace: find.replace('monotonicMs', 'wallMs'),
});

/** Storages that are named though they are gone, or not named though they are there; users with two groups. */
export const TRACKER_BUGS: readonly Bug[] = [
  {
    name: 'route-by-luck',
    what: 'A tracker answers with the group it drew, whatever group another tracker has given the user meanwhile.',
    statements: ['ROUTE-STABLE'],
    edits: [{ file: 'src/tracker/router.ts', find: 'return assigned;', replace: 'return group;' }],
  },
  {
    name: 'route-without-database',
    what: 'A tracker that cannot ask its database sends the user to any group that has an active storage.',
    statements: ['ROUTE-STABLE'],
    edits: [
      {
        file: 'src/tracker/router.ts',
        find: 'const group = (await this.#routes.groupOf(userid)) ?? (await this.#assign(appid, userid));',
        replace: [
          'let group: string;',
          '    try {',
          '      group = (await this.#routes.groupOf(userid)) ?? (await this.#assign(appid, userid));',
          '    } catch (error) {',
          "      const alive = this.#table.groups(this.#host.clock.monotonicMs()).filter(({ storages }) => storages.some(({ state }) => state === 'ACTIVE'));",
          '      const any = alive[this.#host.random.below(Math.max(1, alive.length))];',
          '      if (any === undefined) throw error;',
          '      group = any.name;',
          '    }',
        ].join('\n'),
      },
    ],
  },
  {
    name: 'liveness-by-wall-clock',
    what: 'A tracker measures the age of heartbeats by the wall clock, so that a jump of it takes everyone offline.',
    statements: ['TRACKER-MONOTONIC', 'SADDRS-ACTIVE'],
    edits: [
      wallClock('src/tracker/commands/join.ts', 'const nowMs = host.clock.monotonicMs();'),
      wallClock('src/tracker/commands/beat.ts', 'const nowMs = host.clock.monotonicMs();'),
      wallClock('src/tracker/commands/saddrs.ts', 'host.clock.monotonicMs()'),
      wallClock('src/tracker/commands/groups.ts', 'host.clock.monotonicMs()'),
      wallClock('src/tracker/router.ts', 'const nowMs = this.#host.clock.monotonicMs();'),
      wallClock('src/tracker/statusCheck.ts', 'const nowMs = host.clock.monotonicMs();'),
    ],
  },
  {
    name: 'dead-storages-stay',
    what: 'A storage counts as alive for four check intervals after its last heartbeat.',
    statements: ['TRACKER-STATES', 'SADDRS-ACTIVE'],
    edits: [
      {
        file: 'src/tracker/storageTable.ts',
        find: 'return record.signMs + this.#checkActiveIntervalMs;',
        replace: 'return record.signMs + 4 * this.#checkActiveIntervalMs;',
      },
    ],
  },
  {
    name: 'four-addresses',
    what: 'SADDRS names up to four storages.',
    statements: ['SADDRS-ACTIVE'],
    edits: [
      {
        file: 'src/tracker/commands/saddrs.ts',
        find: 'const ADDRESSES_MAX = 3;',
        replace: 'const ADDRESSES_MAX = 4;',
      },
    ],
  },
  {
    name: 'status-check-outlives-stop',
    what: 'A tracker that is stopped leaves its status check running.',
    statements: ['CONN-STOP'],
    edits: [
      {
        file: 'src/tracker/tracker.ts',
        find: 'await Promise.all([server.stop(graceMs), statusCheck.stop()]);',
        replace: 'await server.stop(graceMs);\n      if (graceMs === -1) await statusCheck.stop();',
      },
    ],
  },
];
