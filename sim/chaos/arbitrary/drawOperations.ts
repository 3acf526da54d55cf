import type { Prng } from '../../prng.ts';
import type { FileNumber, Operation, Topology } from '../plan.ts';
import { acquainted } from './acquainted.ts';

/** Listings and descriptions are drawn by themselves. */
type Kind = Exclude<Operation['kind'], 'list' | 'describe'>;

const KINDS = [
  ...['upload', 'filesize', 'download', 'delete', 'locate', 'groups', 'ids', 'trespass', 'garbage', 'cutUpload'],
] as const satisfies readonly Kind[];

/** How often each kind is done, beside the others, when it is done at all. */
const WEIGHTS: Readonly<Record<Kind, number>> = {
  ...{ upload: 10, filesize: 8, download: 10, delete: 6, locate: 2, groups: 1, ids: 2, trespass: 1, garbage: 1 },
  cutUpload: 1,
};

/** Sizes near which code behaves differently: the pieces content is read, written, sent and checked in. */
const EDGES = [0, 1, 4_096, 16_384, 65_536, 262_144, 524_288, 1_048_576];
const SIZE_MAX = 3_000_000;

const CHANGES: ReadonlySet<Kind> = new Set(['upload', 'delete', 'cutUpload']);
const LOOKS: ReadonlySet<Kind> = new Set(['filesize', 'download']);
/** Looks at one change, at most: clients come to different storages. */
const LOOKS_MAX = 6;
/** The chance that a look comes before its change: then somebody knows what is about to be changed. */
const BEFORE = 0.3;

/** Bytes that all uploads of a run have together, about: they are kept in memory. */
const ALL_UPLOADS_MAX = 256 * 2 ** 20;

/**
 * What the clients do within `chaosMs`: few users or many, spread or in bursts, on files apart or on the same ones. How
 * much is drawn too unless `count` is given.
 */
export function drawOperations(
  prng: Prng,
  topology: Topology,
  chaosMs: number,
  count = Math.floor(prng.magnitude(20, 400)),
): Operation[] {
  const users = Math.floor(prng.magnitude(1, 40));
  const files = Math.floor(prng.magnitude(1, Math.max(2, count / users)));
  const largest = Math.min(SIZE_MAX, Math.max(65_536, ALL_UPLOADS_MAX / count));
  const sizeMax = prng.chance(0.6) ? prng.within(largest / 8, largest) : prng.magnitude(2, largest);
  const kinds = swarm(prng);
  const bursts = Array.from({ length: prng.between(1, 8) }, () => prng.below(chaosMs));
  const burstiness = prng.chance(0.5) ? prng.within(0, 1) : 0;
  const burstMs = prng.magnitude(1, 2_000);
  const atMs = (): number => {
    const moment = prng.chance(burstiness)
      ? (bursts[prng.below(bursts.length)] ?? 0) + prng.within(0, burstMs)
      : prng.within(0, chaosMs);
    return Math.min(chaosMs, Math.floor(moment));
  };
  const file = (): FileNumber => ({ user: prng.below(users), file: prng.below(files) });
  const twins = prng.chance(0.7) ? prng.within(0, 0.9) : 0;
  const gapMaxMs = prng.magnitude(10, Math.min(60_000, chaosMs));
  // How many changes somebody looks at, before and after: that they are seen, by all, is what is promised.
  const looked = prng.chance(0.7) ? prng.within(0, 1) : 0;
  const looks = kinds.filter((kind) => LOOKS.has(kind));
  const looksMax = prng.between(1, LOOKS_MAX);
  let last: { readonly atMs: number; readonly on: FileNumber } | undefined;
  const largeOnes = prng.chance(0.3) ? prng.within(0, 0.5) : 0;
  const near = (moment: number): number =>
    Math.max(0, Math.min(chaosMs, Math.floor(moment + prng.magnitude(0.5, gapMaxMs))));
  const make = (kind: Kind, moment: number, on: FileNumber): Operation => ({
    atMs: moment,
    client: prng.below(topology.clients),
    ...drawOne(prng, kind, on, () => drawSize(prng, sizeMax, largeOnes)),
  });
  // Some files have a life of their own: they come, are looked at, change or go, and are looked at again.
  const lives = looks.length > 0 && prng.chance(0.5) ? prng.within(0, 0.3) : 0;
  const live = (on: FileNumber): Operation[] => {
    const look = (): Kind[] =>
      Array.from({ length: prng.between(0, LOOKS_MAX) }, () => looks[prng.below(looks.length)] ?? 'filesize');
    const change = kinds.includes('delete') ? 'delete' : 'upload';
    let moment = atMs();
    return (['upload', ...look(), change, ...look()] as const).map((kind) => {
      const operation = make(kind, moment, on);
      moment = near(moment);
      return operation;
    });
  };
  let born = files;
  const draw = (): Operation[] => {
    if (prng.chance(lives)) return live({ user: prng.below(users), file: born++ });
    // Sometimes two clients are at one file at almost the same moment, or one shortly after the other.
    const twin = prng.chance(twins) ? last : undefined;
    const on = twin?.on ?? file();
    const moment = twin === undefined ? atMs() : near(twin.atMs);
    const kind = kinds[prng.below(kinds.length)] ?? 'upload';
    last = { atMs: moment, on };
    const drawn = [make(kind, moment, on)];
    if (looks.length === 0 || !CHANGES.has(kind) || !prng.chance(looked)) return drawn;
    for (let left = prng.between(1, looksMax); left > 0; left--) {
      const lookMs = prng.chance(BEFORE) ? Math.max(0, 2 * moment - near(moment)) : near(moment);
      drawn.push(make(looks[prng.below(looks.length)] ?? 'filesize', lookMs, on));
    }
    return drawn;
  };
  const operations: Operation[] = [];
  while (operations.length < count) operations.push(...draw());
  return acquainted(
    prng,
    operations.slice(0, count).sort((a, b) => a.atMs - b.atMs),
  );
}

/** Kinds that take part, each as often as it weighs; uploads always do. */
function swarm(prng: Prng): Kind[] {
  const all = prng.chance(0.4);
  const chosen = KINDS.filter((kind) => kind === 'upload' || all || prng.chance(0.6));
  return chosen.flatMap((kind) => Array<Kind>(Math.ceil(WEIGHTS[kind] * prng.within(0.2, 2))).fill(kind));
}

type What<Of = Operation> = Of extends Operation ? Omit<Of, 'atMs' | 'client'> : never;

function drawOne(prng: Prng, kind: Kind, file: FileNumber, size: () => number): What {
  switch (kind) {
    case 'upload':
      return { kind, ...file, size: size(), content: prng.next() };
    case 'download':
      return { kind, ...file, ...drawRange(prng, size) };
    case 'ids':
      return { kind, key: prng.below(6), count: Math.floor(prng.magnitude(1, 200)) };
    case 'trespass':
      return { kind, ...file, as: prng.chance(0.5) ? 'application' : 'user' };
    case 'garbage': {
      const target = (['tracker', 'id', 'storage'] as const)[prng.below(3)] ?? 'storage';
      const cut = (['end', 'abort', 'silence'] as const)[prng.below(3)] ?? 'end';
      return { kind, target, bytes: Math.floor(prng.magnitude(1, 20_000)), cut };
    }
    case 'cutUpload': {
      const whole = size();
      const sent = prng.chance(0.3) ? whole : prng.below(whole + 1);
      return { kind, ...file, size: whole, content: prng.next(), sent };
    }
    case 'groups':
      return { kind };
    default:
      return { kind, ...file };
  }
}

/** `largeOnes`: the chance of a size near the largest. */
function drawSize(prng: Prng, sizeMax: number, largeOnes: number): number {
  if (prng.chance(largeOnes)) return Math.floor(prng.within(sizeMax / 2, sizeMax));
  const edges = EDGES.filter((edge) => edge <= sizeMax);
  if (prng.chance(0.25)) {
    return Math.max(0, (edges[prng.below(edges.length)] ?? 0) + prng.between(-1, 1));
  }
  return Math.floor(prng.chance(0.3) ? prng.within(0, sizeMax) : prng.magnitude(1, sizeMax + 1));
}

/** Mostly everything, or what lies within; sometimes what does not. */
function drawRange(prng: Prng, sizeOf: () => number): { offset: number; size: number } {
  if (prng.chance(0.4)) return { offset: 0, size: 0 };
  const offset = prng.chance(0.3) ? 0 : sizeOf();
  return { offset, size: prng.chance(0.4) ? 0 : sizeOf() };
}
