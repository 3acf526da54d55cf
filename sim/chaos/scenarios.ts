import { Prng } from '../prng.ts';
import { drawFaults, FAULT_KINDS } from './arbitrary/drawFaults.ts';
import { drawOperations } from './arbitrary/drawOperations.ts';
import { drawTopology } from './arbitrary/drawTopology.ts';
import { planOfSeed } from './arbitrary/planOfSeed.ts';
import { type Fault, machineNames, type Plan, type Topology } from './plan.ts';

/** A kind of run that can be asked for by its name. */
export interface Scenario {
  readonly what: string;
  /** `chaosMs` is the scenario's own unless it is given. */
  readonly plan: (seed: number, chaosMs?: number) => Plan;
}

const MINUTE_MS = 60_000;
const FULL_CHAOS_OPERATIONS_PER_SECOND = 5;

/** A cluster of the usual size: 2 trackers, 2 id servers, 6 storages in 2 groups. */
const USUAL: Omit<Topology, 'clockSkewMs'> = {
  ...{ trackers: 2, idServers: 2, clients: 4 },
  groups: Array.from({ length: 2 }, () => ({ storages: 3, storePaths: 2, volumeBytes: 2 ** 40 })),
  ...{ heartBeatIntervalMs: 10_000, checkActiveIntervalMs: 30_000, idStep: 100, keyTimeoutSeconds: 60 },
  latencyMs: [0.1, 2],
};

function usual(): Topology {
  return { ...USUAL, clockSkewMs: machineNames({ ...USUAL, clockSkewMs: [] }).map(() => 0) };
}

/** A run as a seed draws it, but with faults of these kinds only, and always some. */
function withFaults(what: string, ...kinds: Fault['kind'][]): Scenario {
  return {
    what,
    plan(seed, chaosMs = 5 * MINUTE_MS) {
      const prng = new Prng(seed);
      const topology = drawTopology(prng.fork());
      const operations = drawOperations(prng.fork(), topology, chaosMs);
      const faults = drawFaults(prng.fork(), chaosMs, operations, { kinds, perMinute: prng.magnitude(1, 10) });
      return { seed, chaosMs, topology, operations, faults };
    },
  };
}

/** By name. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  any: { what: 'whatever the seed draws (this is what runs unless told otherwise)', plan: planOfSeed },
  idle: {
    what: 'a usual cluster on which nobody does anything',
    plan: (seed, chaosMs = 60 * MINUTE_MS) => ({ seed, chaosMs, topology: usual(), operations: [], faults: [] }),
  },
  peace: {
    what: 'five operations a second, no faults',
    plan: (seed, chaosMs = 5 * MINUTE_MS) => ({ ...fullChaos(seed, chaosMs), faults: [] }),
  },
  'full-chaos': {
    what: 'a usual cluster, five operations a second, all kinds of faults',
    plan: (seed, chaosMs = 10 * MINUTE_MS) => fullChaos(seed, chaosMs),
  },
  crashes: withFaults('processes die and come back', 'crash', 'crashAtDisk', 'rollingRestart', 'blackout'),
  network: withFaults(
    'the network is cut, blocked, slow',
    ...(['partition', 'isolate', 'cutConnections', 'incoming', 'clog', 'pause'] as const),
  ),
  disks: withFaults('disks fail, fill up, are slow, go away', 'diskError', 'fullVolume', 'slowDisk', 'unmount'),
  dependencies: withFaults('databases and cache are in trouble', 'database', 'cache'),
  clocks: withFaults('wall clocks jump and drift', 'clockJump', 'clockDrift', 'pause'),
};

function fullChaos(seed: number, chaosMs: number): Plan {
  const prng = new Prng(seed);
  const topology = usual();
  const operationCount = Math.ceil((chaosMs / 1000) * FULL_CHAOS_OPERATIONS_PER_SECOND);
  // Elsewhere an operation may ask for hundreds of ids; here one question to each id server is one operation.
  const operations = drawOperations(prng.fork(), topology, chaosMs, operationCount).map((operation) =>
    operation.kind === 'ids' ? { ...operation, count: 1 } : operation,
  );
  const faults = drawFaults(prng.fork(), chaosMs, operations, { kinds: FAULT_KINDS, perMinute: 6 });
  return { seed, chaosMs, topology, operations, faults };
}
