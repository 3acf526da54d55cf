import type { Helper } from './helper.ts';
import type { Job, Tally } from './load/job.ts';
import type { Goal, Measurement, Pace, Subject } from './measurement.ts';
import { processorMs } from './site/process.ts';
import { median } from './statistics.ts';

const MIB = 1024 * 1024;
/** Rounds of what takes as long as it takes. */
const LONG_ROUNDS_MAX = 3;
/** A subject that answers nothing for so long does not work. */
const WINDOW_MAX_MS = 10_000;

/** What a subject did: medians of all rounds. */
export interface Figures {
  readonly subject: string;
  /** In the unit of the measurement. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the servers, for each request or MiB; undefined where the system does not tell. */
  readonly serverUs: number | undefined;
  /** Processor time of the load process, for each request or MiB. */
  readonly loadUs: number;
  /** Our rate of a round divided by this one's of the same round; undefined for ourselves. */
  readonly share: number | undefined;
}

/** A measurement at one number of connections. */
export interface Result {
  readonly name: string;
  readonly unit: Measurement['unit'];
  readonly connections: number;
  /** Ours first. */
  readonly figures: readonly Figures[];
  readonly goal?: Goal & { readonly reached: boolean | undefined };
  readonly note?: string;
}

interface Run {
  readonly tally: Tally;
  /** Requests or MiB. */
  readonly amount: number;
  readonly serverMs: number | undefined;
}

/** Measures with one number of connections: all subjects in turn, again and again. `progress` is told of each run. */
export async function measure(
  measurement: Measurement,
  connections: number,
  { rounds, windowMs }: Pace,
  load: Helper,
  progress: (subject: string, round: number) => void,
): Promise<Result> {
  const { name, unit, subjects, requests, note } = measurement;
  const until = requests === undefined ? { ms: windowMs } : { requests };
  const last = requests === undefined ? rounds : Math.min(rounds, LONG_ROUNDS_MAX);
  const runs = new Map<Subject, Run[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round <= last; round++) {
    for (const [subject, done] of runs) {
      progress(subject.name, round);
      const run = await runOnce(subject, unit, connections, until, load);
      // The first round is for warming up.
      if (round > 0) done.push(run);
    }
  }
  const [ours = []] = runs.values();
  const figures = [...runs].map(([subject, own]) => ({
    ...figuresOf(subject.name, own),
    share: own === ours ? undefined : median(own.map((run, round) => rateOf(ours[round]) / rateOf(run))),
  }));
  const goal = goalOf(measurement, connections, figures);
  return { name, unit, connections, figures, ...(goal && { goal }), ...(note !== undefined && { note }) };
}

/** One run of a subject; a longer one where nothing at all was answered in time. */
async function runOnce(
  subject: Subject,
  unit: Measurement['unit'],
  connections: number,
  until: Job['until'],
  load: Helper,
): Promise<Run> {
  const before = processorOf(subject);
  const { tally } = await load.ask<{ tally: Tally }>({ ...subject.job(connections), connections, until });
  const after = processorOf(subject);
  await subject.after?.();
  const amount = unit === 'MiB/s' ? tally.bytes / MIB : tally.requests;
  const serverMs = after === undefined || before === undefined ? undefined : after - before;
  if (amount > 0 || !('ms' in until)) return { tally, amount, serverMs };
  if (until.ms > WINDOW_MAX_MS) throw new Error(`${subject.name} answered nothing in ${until.ms} ms`);
  return runOnce(subject, unit, connections, { ms: until.ms * 2 }, load);
}

/** A second. */
function rateOf(run: Run | undefined): number {
  return run === undefined ? Number.NaN : run.amount / (run.tally.elapsedMs / 1000);
}

function figuresOf(subject: string, runs: readonly Run[]): Omit<Figures, 'share'> {
  const known = runs.filter((run) => run.serverMs !== undefined);
  const serverUs = known.map(({ serverMs = 0, amount }) => (serverMs * 1000) / amount);
  return {
    subject,
    rate: median(runs.map(rateOf)),
    p50Ms: median(runs.map(({ tally }) => tally.p50Ms)),
    p99Ms: median(runs.map(({ tally }) => tally.p99Ms)),
    serverUs: known.length === 0 ? undefined : median(serverUs),
    loadUs: median(runs.map(({ tally, amount }) => (tally.processorMs * 1000) / amount)),
  };
}

function goalOf({ goal }: Measurement, connections: number, figures: readonly Figures[]): Result['goal'] {
  if (goal === undefined || (goal.at !== undefined && goal.at !== connections)) return undefined;
  const value = goal.of === undefined ? figures[0]?.rate : figures.find(({ subject }) => subject === goal.of)?.share;
  return { ...goal, reached: value === undefined ? undefined : value >= goal.atLeast };
}

function processorOf({ pids }: Subject): number | undefined {
  const times = pids.map(processorMs);
  return times.some((time) => time === undefined)
    ? undefined
    : times.reduce<number>((sum, time) => sum + (time ?? 0), 0);
}
