import { Hardships } from '../../../sim/chaos/hardships.ts';
import type { HistoryEntry } from '../../../sim/chaos/history.ts';
import type {
  FinalState,
  MachineFacts,
  Observations,
  Promised,
  WireFacts,
} from '../../../sim/chaos/oracles/observations.ts';
import type { Plan } from '../../../sim/chaos/plan.ts';
import { Room } from '../../../sim/chaos/room.ts';
import { CHECK_ACTIVE_MS, GROUPS, HEART_BEAT_MS, ID_SERVERS, STORAGES_A_GROUP, TRACKERS } from '../site/machines.ts';
import { CLIENTS } from './crowd.ts';

/** What is known of a soak. */
export interface Seen {
  readonly seed: number;
  readonly endMs: number;
  readonly machines: readonly MachineFacts[];
  readonly history: readonly HistoryEntry[];
  /** undefined when nobody listened. */
  readonly wire: WireFacts | undefined;
  readonly final: FinalState | undefined;
  readonly promised: readonly Promised[];
  /** What the daemons may have felt; undefined when nobody knows: then all of them may have felt anything. */
  readonly hardships: Hardships | undefined;
}

/** A soak as the simulator's oracles want it. */
export function observe({ seed, endMs, machines, hardships = anything(machines, endMs), ...seen }: Seen): Observations {
  return { ...seen, plan: planOf(seed, endMs), machines, leaks: [], hardships, room: new Room() };
}

/** Every hardship everywhere, up to this moment. */
function anything(machines: readonly MachineFacts[], endMs: number): Hardships {
  const hardships = new Hardships();
  for (const { name } of machines) {
    for (const hardship of ['database', 'cache', 'disk io', 'disk full', 'volume away', 'standstill'] as const) {
      hardships.note(name, hardship, 0)(endMs);
    }
  }
  return hardships;
}

/** A plan that says what the oracles go by: who there is, and that storages crash. */
function planOf(seed: number, chaosMs: number): Plan {
  return {
    seed,
    chaosMs,
    topology: {
      trackers: TRACKERS,
      idServers: ID_SERVERS,
      groups: Array.from({ length: GROUPS }, () => ({ storages: STORAGES_A_GROUP, storePaths: 1, volumeBytes: 0 })),
      clients: CLIENTS + 1,
      heartBeatIntervalMs: HEART_BEAT_MS,
      checkActiveIntervalMs: CHECK_ACTIVE_MS,
      idStep: 10,
      keyTimeoutSeconds: 20,
      latencyMs: [0, 1],
      clockSkewMs: [],
    },
    operations: [],
    faults: [
      {
        kind: 'crash',
        atMs: 0,
        lastsMs: chaosMs,
        target: { kind: 'storage', index: 0 },
        connections: 'reset',
        disk: 'kept',
      },
    ],
  };
}
