import type { Prng } from '../../prng.ts';
import {
  CACHE_TROUBLES,
  DATABASE_TROUBLES,
  type Fault,
  type MachineKind,
  type Operation,
  type Target,
} from '../plan.ts';
import { strikesOn } from './drawStrike.ts';

/** Every kind of fault. */
export const FAULT_KINDS = [
  ...['crash', 'crashAtDisk', 'rollingRestart', 'pause', 'partition', 'isolate', 'cutConnections', 'incoming', 'clog'],
  ...['slowDisk', 'diskError', 'fullVolume', 'unmount', 'blackout', 'clockJump', 'clockDrift', 'database', 'cache'],
  ...['splitBrain', 'lostVolumeQuorum', 'blockedVolume', 'strikeInTransit'],
] as const satisfies readonly Fault['kind'][];

/** How often a kind happens beside the others, where that is not once: kinds of many variants, or of much interest. */
const WEIGHTS: Partial<Record<Fault['kind'], number>> = {
  ...{ crash: 3, crashAtDisk: 2, unmount: 2, diskError: 3, database: 6, cache: 6, fullVolume: 3, strikeInTransit: 3 },
};

/** What a site may live with for long, as it goes on working, or as it happens only when somebody does what it waits for. */
const UNNOTICED: ReadonlySet<Fault['kind']> = new Set([
  ...(['cache', 'fullVolume', 'slowDisk', 'clockDrift', 'diskError', 'crashAtDisk'] as const),
]);

/** Milliseconds within which a fault follows what it is aimed at. */
const AIM_MS = 500;
const DATABASE_LATENCY_MAX_MS = 40_000;
const LASTS_MAX_MS = 120_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const CHANCE_OF_PEACE = 0.05;

type What<Kind = Fault> = Kind extends Fault ? Omit<Kind, 'atMs' | 'lastsMs'> : never;

/** How much goes wrong. */
export interface FaultConstraints {
  /** The kinds that take part. */
  readonly kinds: readonly Fault['kind'][];
  readonly perMinute: number;
}

/**
 * What goes wrong within `chaosMs`. Which kinds exist at all, and how often, is drawn first unless it is given. Some
 * faults are aimed at `operations`: they come shortly after one has begun, or are there when it begins.
 */
export function drawFaults(
  prng: Prng,
  chaosMs: number,
  operations: readonly Operation[],
  constraints?: FaultConstraints,
): Fault[] {
  const { kinds, perMinute } = constraints ?? swarm(prng);
  if (kinds.length === 0) return [];
  const count = Math.max(prng.between(1, 12), Math.round((perMinute * chaosMs) / 60_000));
  const lastsMaxMs = prng.magnitude(1_000, LASTS_MAX_MS);
  const weighted = kinds.flatMap((kind) => Array<Fault['kind']>(WEIGHTS[kind] ?? 1).fill(kind));
  const aimed = prng.within(0, 0.9);
  const target = targetsIn(prng, operations);
  const atMs = (lastsMs: number): number => {
    const moment = prng.chance(aimed) ? target() : undefined;
    if (moment === undefined) return prng.below(chaosMs);
    const delayMs = prng.chance(0.5) ? prng.magnitude(1, AIM_MS) : -prng.within(0, lastsMs);
    return Math.max(0, Math.min(chaosMs, Math.floor(moment + delayMs)));
  };
  const drawStrike = strikesOn(operations);
  const draw = (): Fault => {
    const kind = weighted[prng.below(weighted.length)] ?? 'crash';
    const lastsMs = drawSpan(prng, UNNOTICED.has(kind) && prng.chance(0.5) ? chaosMs : lastsMaxMs);
    const span = { atMs: atMs(lastsMs), lastsMs };
    return kind === 'strikeInTransit' ? drawStrike(prng, span) : ({ ...span, ...drawOne(prng, kind) } as Fault);
  };
  return Array.from({ length: count }, draw).sort((a, b) => a.atMs - b.atMs);
}

/** Moments to aim at: operations of any kind as they come, or of kinds that are drawn first, so that rare ones are hit too. */
function targetsIn(prng: Prng, operations: readonly Operation[]): () => number | undefined {
  const byKind = [...Map.groupBy(operations, ({ kind }) => kind).values()];
  const few = prng.chance(0.5) ? prng.between(1, byKind.length) : byKind.length;
  const chosen = Array.from({ length: few }, () => byKind[prng.below(byKind.length)] ?? []);
  const asTheyCome = prng.chance(0.4);
  return () => {
    const among = asTheyCome ? operations : (chosen[prng.below(few)] ?? []);
    return among[prng.below(Math.max(1, among.length))]?.atMs;
  };
}

/** Milliseconds that a fault lasts: as good as none, up to as long as any. */
function drawSpan(prng: Prng, maxMs: number): number {
  return prng.chance(0.5) ? prng.between(1, maxMs) : Math.floor(prng.magnitude(1, maxMs));
}

function swarm(prng: Prng): FaultConstraints {
  const each = prng.within(0.05, 0.9);
  const kinds = FAULT_KINDS.filter(() => prng.chance(each));
  return { kinds: prng.chance(CHANCE_OF_PEACE) ? [] : kinds, perMinute: prng.magnitude(2, 60) };
}

function drawOne(prng: Prng, kind: Exclude<Fault['kind'], 'strikeInTransit'>): What {
  switch (kind) {
    case 'crash': {
      const connections = one(prng, ['reset', 'closed', 'silent'] as const);
      return { kind, target: anyone(prng), connections, disk: one(prng, ['lost', 'torn', 'kept'] as const) };
    }
    case 'crashAtDisk':
      return {
        ...{ kind, target: storage(prng), nth: Math.floor(prng.magnitude(1, 80)) },
        ...(prng.chance(0.4) ? { starting: true } : {}),
      };
    case 'rollingRestart':
      return {
        kind,
        of: one(prng, ['tracker', 'id', 'storage'] as const),
        pauseMs: Math.floor(prng.magnitude(1, 5_000)),
      };
    case 'partition':
      return { kind, from: anyone(prng), to: anyone(prng), ways: prng.chance(0.5) ? 1 : 2 };
    case 'incoming':
      return { kind, target: server(prng), how: prng.chance(0.5) ? 'refuse' : 'hang' };
    case 'clog':
      return { kind, target: anyone(prng), factor: prng.magnitude(2, 500) };
    case 'slowDisk':
      return { kind, target: storage(prng), factor: prng.magnitude(2, 500) };
    case 'diskError':
      return drawDiskError(prng);
    case 'fullVolume':
      return { kind, group: prng.below(4), ...someVolume(prng), ...drawRoom(prng) };
    case 'unmount':
      return { kind, target: storage(prng), shows: one(prng, ['nothing', 'errors'] as const), ...someVolume(prng) };
    case 'splitBrain':
      return { kind, group: prng.below(4), ...someVolume(prng), rate: prng.chance(0.3) ? 1 : prng.magnitude(0.01, 1) };
    case 'lostVolumeQuorum':
      return { kind, target: storage(prng), ...someVolume(prng) };
    case 'blockedVolume':
      return { kind, group: prng.below(4), ...someVolume(prng) };
    case 'blackout':
      return { kind, group: prng.below(4), disk: one(prng, ['lost', 'torn'] as const) };
    case 'clockDrift':
      return { kind, target: anyone(prng), msPerSecond: prng.between(-900, 5_000) };
    case 'clockJump':
      return { kind, target: anyone(prng), byMs: prng.between(-DAY_MS, DAY_MS) };
    case 'database': {
      const database = one(prng, ['tracker', 'ids', 'storage'] as const);
      return {
        ...{ kind, database },
        how: one(prng, DATABASE_TROUBLES),
        ...drawRate(prng),
        // Sometimes longer than anybody waits.
        ...(prng.chance(0.3) ? { latencyMs: prng.between(1, DATABASE_LATENCY_MAX_MS) } : {}),
        ...oneUser(prng, database === 'ids' ? 'id' : database),
      };
    }
    case 'cache':
      return {
        ...{
          kind,
          how: one(prng, ['errors', 'readOnly', ...CACHE_TROUBLES]),
        },
        ...drawRate(prng),
        ...oneUser(prng, one(prng, ['tracker', 'storage', 'storage'] as const)),
      };
    default:
      return { kind, target: anyone(prng) } as What;
  }
}

function drawDiskError(prng: Prng): What {
  const operations = [
    ...['append', 'sync', 'link', 'unlink', 'syncFolder', 'open', 'readAt', 'create', 'makeFolders'],
  ] as const satisfies readonly Extract<Fault, { kind: 'diskError' }>['operation'][];
  const operation = one(prng, operations);
  const fills = operation === 'append' || operation === 'create' || operation === 'makeFolders' || operation === 'link';
  const reason = fills && prng.chance(0.5) ? 'full' : 'io';
  // Not only the first of several operations of a kind that a request takes may fail, nor only the first request.
  const skip = prng.chance(0.6) ? { skip: Math.floor(prng.magnitude(1, 20)) } : {};
  const times = Math.floor(prng.magnitude(1, 12));
  return { kind: 'diskError', target: storage(prng), operation, reason, times, ...skip };
}

function drawRate(prng: Prng): { rate: number; latencyMs: number } {
  const rate = prng.chance(0.5) ? 1 : prng.magnitude(0.01, 1);
  return { rate, latencyMs: Math.floor(prng.magnitude(1, 12_000)) };
}

/** Sometimes one of several volumes only. */
function someVolume(prng: Prng): { volume?: number } {
  return prng.chance(0.5) ? { volume: prng.below(6) } : {};
}

/** Sometimes a little is left, which may be enough for what is small. */
function drawRoom(prng: Prng): { leavesBytes?: number } {
  return prng.chance(0.4) ? { leavesBytes: Math.floor(prng.magnitude(1, 4 * 2 ** 20)) } : {};
}

/** Sometimes one machine only of those that use it. */
function oneUser(prng: Prng, kind: MachineKind): { target?: Target } {
  return prng.chance(0.5) ? { target: { kind, index: prng.below(12) } } : {};
}

function storage(prng: Prng): Target {
  return { kind: 'storage', index: prng.below(12) };
}

function server(prng: Prng): Target {
  const kind: MachineKind = one(prng, ['tracker', 'id', 'storage', 'storage'] as const);
  return { kind, index: prng.below(12) };
}

function anyone(prng: Prng): Target {
  return prng.chance(0.15) ? { kind: 'client', index: prng.below(5) } : server(prng);
}

function one<T>(prng: Prng, choices: readonly [T, ...T[]]): T {
  return choices[prng.below(choices.length)] ?? choices[0];
}
