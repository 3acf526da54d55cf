import { setTimeout as sleep } from 'node:timers/promises';
import type { Transcript } from '../wire/transcript.ts';
import type { AnyCase, Part } from './case.ts';
import { CaseFailure, CaseNotApplicable, CaseSkipped } from './failure.ts';
import { HookFailed } from './hook.ts';
import { baseKit, CaseRoom, type RunParts, type RunShared } from './kits/caseRoom.ts';
import { httpKit } from './kits/httpKit.ts';
import { idKit, serverKit, storageKit, trackerKit } from './kits/serverKits.ts';
import { missing } from './needs.ts';
import { Preconditions } from './preconditions.ts';
import { Random } from './random.ts';
import { unreachableParts } from './reach.ts';
import { silence } from './silence.ts';
import { rankOf } from './statements.ts';
import type { Result } from './verdict.ts';

export interface RunOptions extends RunParts {
  readonly seed: number;
  /** How long one reply may take. */
  readonly replyMs: number;
  /** How many cases run beside each other. */
  readonly jobs: number;
  /** Parts that cannot be reached, with the reason: their cases are skipped. */
  readonly unreachable?: ReadonlyMap<Part, string>;
  /** Called when a part that was there can no longer be reached. */
  readonly onGone?: (part: Part, why: string) => void;
  /** Called as each case ends, with how many are still to come. */
  readonly onResult?: (result: Result, left: number) => void;
  /** How long a case may take that says nothing about it; 30 s unless given. */
  readonly caseMs?: number;
  /** Aborted by Ctrl-C: what runs is ended, what waits is skipped. */
  readonly signal?: AbortSignal;
}

const CASE_MS = 30_000;
/** How often a case is tried in which the kit itself was too slow. */
const TRIES_MAX = 5;
/** How long a target that nobody answers at is given to come back. */
const GONE_MS = 1000;

/**
 * Runs cases: `jobs` at a time, those of a joining storage one after another beside them (they share its ports), and
 * then, one by one, those that must be alone. Results come in the cases' order.
 */
export async function run(cases: readonly AnyCase[], options: RunOptions): Promise<Result[]> {
  const results = new Map<AnyCase, Result>();
  const unreachable = new Map(options.unreachable);
  const silent = new Map<Part, string>();
  const firsts = new Map<Part, Promise<string | undefined>>();
  const ask = (part: Part) => silence(part, options.target, options.names, options.replyMs);
  const shared = { ...options, unreachable, silent, preconditions: new Preconditions() };
  const work = async (queue: AnyCase[]) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      // Beside the first case of a part, so that nobody waits longer for one that never answers.
      const first = firsts.get(next.part) ?? ask(next.part);
      firsts.set(next.part, first);
      const { result, inVain } = await runCase(next, shared);
      results.set(next, result);
      // Only once a case has failed: a part must not be left with cases that are skipped alone.
      if (inVain && result.verdict === 'fail' && !silent.has(next.part)) {
        const why = (await first) ?? (await ask(next.part));
        if (why !== undefined) silent.set(next.part, why);
      }
      const gone = await goneAfter(result, options);
      if (gone !== undefined && !unreachable.has(next.part)) {
        unreachable.set(next.part, gone);
        options.onGone?.(next.part, gone);
      }
      options.onResult?.(result, cases.length - results.size);
    }
  };
  const together = cases.filter((each) => !each.alone);
  const joins = work(together.filter(({ part }) => part === 'joins'));
  const others = together.filter(({ part }) => part !== 'joins');
  await Promise.all([joins, ...Array.from({ length: Math.max(1, options.jobs) }, () => work(others))]);
  await work(cases.filter((each) => each.alone));
  return cases.flatMap((each) => results.get(each) ?? []);
}

/** Why nothing more can be asked of a part, when a case ended with a connection that nobody accepted. */
async function goneAfter({ id, part, why }: Result, { target, replyMs }: RunOptions): Promise<string | undefined> {
  if (!why?.includes('cannot connect')) return undefined;
  await sleep(GONE_MS);
  const problem = (await unreachableParts(target, replyMs)).get(part);
  return problem && `${problem}; it was there before ${id}`;
}

/** What all cases of a run know of it. */
interface Running extends RunOptions, RunShared {
  /** Parts that take connections and do not answer, with the reason: the rest of their cases is skipped. */
  readonly silent: ReadonlyMap<Part, string>;
}

/**
 * Runs one case; it ends in bounded time whatever the target does, and never throws. `inVain` when something that it waited
 * for did not come, and it did not pass.
 */
async function runCase(each: AnyCase, options: Running): Promise<{ result: Result; inVain: boolean }> {
  for (let tries = 1; ; tries++) {
    const { doubtful, ...ended } = await tryCase(each, options);
    if (!doubtful || tries === TRIES_MAX) return ended;
  }
}

/** Runs it once; `doubtful` when it failed, and this machine may be to blame. */
async function tryCase(
  each: AnyCase,
  options: Running,
): Promise<{ result: Result; inVain: boolean; doubtful: boolean }> {
  const startMs = performance.now();
  const room = new CaseRoom({ withinMs: each.withinMs ?? options.caseMs ?? CASE_MS, replyMs: options.replyMs });
  let thrown: unknown;
  if (options.signal?.aborted) thrown = new CaseSkipped('interrupted');
  else {
    try {
      const away = options.unreachable?.get(each.part);
      const silent = options.silent.get(each.part);
      if (silent !== undefined) throw new CaseSkipped(`it does not answer: ${silent}`);
      const lack = away === undefined ? missing(each, options) : `not reachable: ${away}`;
      if (lack !== undefined) throw new CaseSkipped(lack);
      await bounded(attempt(each, room, options), room, options.signal);
    } catch (error) {
      thrown = error;
    }
  }
  const transcripts = room.conversations.map((conversation) => conversation.transcript);
  const result = judged(each, room, transcripts, thrown, performance.now() - startMs);
  const { inVain } = room.looked;
  const silentOnPurpose = each.needs?.includes('short-check-interval') ?? false;
  const doubtful = result.verdict === 'fail' && !inVain && !silentOnPurpose && room.wasLate;
  await room.leave();
  return { result, inVain: inVain && result.verdict !== 'pass', doubtful };
}

function attempt(each: AnyCase, room: CaseRoom, options: Running): Promise<void> {
  const { target } = options;
  const base = baseKit(room, options, new Random(options.seed).fork(each.id));
  const first = <T>(addresses: readonly T[]): T => addresses[0] as T;
  switch (each.part) {
    case 'tracker':
      return each.run(trackerKit(room, base, first(target.tracker), options.names));
    case 'id':
      return each.run(idKit(room, base, first(target.id)));
    case 'storage':
      return each.run(storageKit(room, base, first(target.storage), options.preconditions));
    case 'http':
      return each.run(httpKit(room, base, target.http ?? '', options.preconditions));
    case 'joins':
      return each.run({ ...serverKit(room, base, first(target.joins?.trackers ?? [])), looked: room.looked });
    case 'client':
      return each.run({ ...base, looked: room.looked });
  }
}

function bounded(running: Promise<void>, room: CaseRoom, signal: AbortSignal | undefined): Promise<void> {
  const withinMs = room.deadlineMs - performance.now();
  return new Promise((resolve, reject) => {
    const stop = () => reject(new CaseSkipped('interrupted'));
    const message = `the case was not over after ${Math.round(withinMs / 1000)} s`;
    // A little later than the waits inside, which say better what did not come.
    const timer = setTimeout(() => reject(new CaseFailure({ axis: 'said', message })), withinMs + 500);
    signal?.addEventListener('abort', stop);
    running.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    });
  });
}

function judged(each: AnyCase, room: CaseRoom, transcripts: Transcript[], thrown: unknown, ms: number): Result {
  const { looked } = room;
  const axis = (name: 'said' | 'ended') => (looked[name] ? 'ok' : 'not looked at');
  const result = {
    id: each.id,
    part: each.part,
    title: each.title,
    statements: each.statements,
    rank: rankOf(each.statements),
    said: axis('said'),
    ended: axis('ended'),
    findings: room.findings,
    notes: room.notes,
    transcripts,
    ms: Math.round(ms),
  } as const;
  if (thrown === undefined) return { ...result, verdict: 'pass' };
  if (thrown instanceof CaseSkipped) return { ...result, verdict: 'skipped', why: thrown.message };
  if (thrown instanceof CaseNotApplicable) return { ...result, verdict: 'not applicable', why: thrown.message };
  if (thrown instanceof HookFailed) return { ...result, verdict: 'error', why: thrown.message };
  if (thrown instanceof CaseFailure && thrown.axis !== 'kit') {
    return { ...result, verdict: 'fail', why: thrown.message, failure: thrown, [thrown.axis]: 'wrong' };
  }
  const why = thrown instanceof CaseFailure ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown);
  return { ...result, verdict: 'error', why: why ?? 'an error without a name' };
}
