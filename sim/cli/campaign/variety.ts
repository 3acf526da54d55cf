import type { HistoryEntry, RunReport } from '../../chaos/history.ts';
import type { Touch } from '../../chaos/oracles/wire/touchWatch.ts';
import type { Plan } from '../../chaos/plan.ts';
import { type Bounds, classOf } from './classes.ts';

/** How many of what there were. */
export type Counts = Record<string, number>;

/** What the operations of runs were like, counted. Only the operations of plans count, not those of the closing look. */
export interface Variety {
  /** Uploads by bytes. */
  readonly sizes: Counts;
  /** Uploads of a size at which pieces end, or one byte beside it. */
  readonly edges: Counts;
  /** Downloads by their form, and by their first byte. */
  readonly ranges: Counts;
  readonly offsets: Counts;
  /** Between the beginnings of one operation on a file and of the next one on it. */
  readonly gaps: Counts;
  /** Answers to reads that were asked for shortly after a change of the same file, by who reads and where. */
  readonly readsAfterChange: Counts;
  /** Distinct users and files by the bytes of their ids. */
  readonly users: Counts;
  readonly files: Counts;
  /** Faults by kind: `cache` and `cache felt`. */
  readonly faults: Counts;
  /** Operations by kind and outcome: `upload ok`, `download refused 404`. */
  readonly outcomes: Counts;
}

/** The parts of a variety, in the order in which they are told. */
export const PARTS = [
  ...['sizes', 'edges', 'ranges', 'offsets', 'gaps', 'readsAfterChange', 'users', 'files', 'faults', 'outcomes'],
] as const satisfies readonly (keyof Variety)[];

const SIZES: Bounds = [
  [0, '0'],
  [1, '1'],
  [4_096, 'to 4 KiB'],
  [65_536, 'to 64 KiB'],
  [262_144, 'to 256 KiB'],
  [1_048_576, 'to 1 MiB'],
  [Number.POSITIVE_INFINITY, 'more'],
];
const GAPS: Bounds = [
  [0, '0 ms'],
  [10, 'to 10 ms'],
  [100, 'to 100 ms'],
  [1_000, 'to 1 s'],
  [10_000, 'to 10 s'],
  [60_000, 'to 1 min'],
  [Number.POSITIVE_INFINITY, 'more'],
];
const ID_BYTES: Bounds = [
  [4, 'to 4 bytes'],
  [16, 'to 16'],
  [64, 'to 64'],
  [126, 'to 126'],
  [127, 'all 127'],
  [254, 'to 254'],
  [Number.POSITIVE_INFINITY, 'all 255'],
];
/** Sizes at which pieces end that are read, written, sent or checked. */
const EDGES = [4_096, 16_384, 65_536, 262_144, 524_288, 1_048_576];
const SHORTLY = [
  [1_000, 'within 1 s'],
  [10_000, 'within 10 s'],
] as const;
const READS = SHORTLY.flatMap(([, span]) => [span, `${span} by another client`, `${span} at another storage`]);
const RANGES = ['all', 'from the start', 'to the end', 'in the middle', 'not within the file'];
const MULTIBYTE = 'multibyte';

/** Of nothing: every class that there may be, with 0. */
export function noVariety(): Variety {
  return {
    ...{ sizes: zeros(namesOf(SIZES)), edges: zeros(EDGES.map(edgeName)), ranges: zeros(RANGES) },
    ...{ offsets: zeros(namesOf(SIZES)), gaps: zeros(namesOf(GAPS)), readsAfterChange: zeros(READS) },
    users: zeros([...namesOf(ID_BYTES), MULTIBYTE]),
    files: zeros([...namesOf(ID_BYTES), MULTIBYTE]),
    ...{ faults: {}, outcomes: {} },
  };
}

/** Adds what is in `from` to `to`. */
export function addVariety(to: Variety, from: Variety): void {
  for (const part of PARTS) {
    for (const [what, count] of Object.entries(from[part])) add(to[part], what, count);
  }
}

/** Counts one run. */
export function varietyOf(plan: Plan, { history, touches, faultCounts }: RunReport): Variety {
  const variety = noVariety();
  const entries = history.filter(({ index }) => index < plan.operations.length);
  for (const entry of entries) countOperation(variety, entry);
  countGaps(variety.gaps, entries);
  const lastMs = Math.max(0, ...entries.map(({ endMs, startMs }) => endMs ?? startMs));
  countReads(
    variety.readsAfterChange,
    touches.filter(({ sentMs }) => sentMs <= lastMs),
  );
  countIds(variety.users, new Set(entries.map(({ userid }) => userid)));
  const named = entries.filter(({ fileid }) => fileid !== '');
  countIds(variety.files, new Map(named.map(({ userid, fileid }) => [`${userid}\0${fileid}`, fileid])).values());
  for (const [kind, { made, felt }] of Object.entries(faultCounts)) {
    add(variety.faults, kind, made);
    add(variety.faults, `${kind} felt`, felt);
  }
  return variety;
}

function countOperation(variety: Variety, { operation, end }: HistoryEntry): void {
  const how = end?.outcome === 'refused' ? `refused ${end.errorNumber}` : (end?.outcome ?? 'lost');
  add(variety.outcomes, `${operation.kind} ${how}`);
  if (operation.kind === 'upload') {
    add(variety.sizes, classOf(SIZES, operation.size));
    const edge = EDGES.find((one) => Math.abs(one - operation.size) <= 1);
    if (edge !== undefined) add(variety.edges, edgeName(edge));
  }
  if (operation.kind !== 'download') return;
  const { offset, size } = operation;
  add(variety.offsets, classOf(SIZES, offset));
  const beyond = how === 'refused 416';
  if (beyond) add(variety.ranges, 'not within the file');
  else if (offset === 0) add(variety.ranges, size === 0 ? 'all' : 'from the start');
  else add(variety.ranges, size === 0 ? 'to the end' : 'in the middle');
}

function countGaps(gaps: Counts, entries: readonly HistoryEntry[]): void {
  const last = new Map<string, number>();
  for (const { userid, fileid, startMs } of entries.toSorted((a, b) => a.startMs - b.startMs)) {
    if (fileid === '') continue;
    const key = `${userid}\0${fileid}`;
    const beforeMs = last.get(key);
    if (beforeMs !== undefined) add(gaps, classOf(GAPS, startMs - beforeMs));
    last.set(key, startMs);
  }
}

/** Changes and reads in the order of their replies. */
function countReads(reads: Counts, touches: readonly Touch[]): void {
  const changes = new Map<string, Touch>();
  for (const touch of touches) {
    if (touch.changes) changes.set(touch.file, touch);
    const change = changes.get(touch.file);
    if (touch.changes || change === undefined || touch.sentMs < change.repliedMs) continue;
    for (const [ms, span] of SHORTLY) {
      if (touch.sentMs - change.repliedMs > ms) continue;
      add(reads, span);
      if (touch.client !== change.client) add(reads, `${span} by another client`);
      if (touch.storage !== change.storage) add(reads, `${span} at another storage`);
    }
  }
}

function countIds(counts: Counts, ids: Iterable<string>): void {
  for (const id of ids) {
    if (id === '') continue;
    const bytes = Buffer.byteLength(id);
    add(counts, classOf(ID_BYTES, bytes));
    if (bytes !== id.length) add(counts, MULTIBYTE);
  }
}

function edgeName(edge: number): string {
  return `${edge / 1_024} KiB`;
}

function namesOf(bounds: Bounds): string[] {
  return bounds.map(([, name]) => name);
}

function zeros(names: readonly string[]): Counts {
  return Object.fromEntries(names.map((name) => [name, 0]));
}

function add(counts: Counts, what: string, count = 1): void {
  counts[what] = (counts[what] ?? 0) + count;
}
