import { type Call, type Effect, isSameEffect } from './call.ts';
import { type Configuration, Configurations } from './configuration.ts';

/** A call that no order of the calls explains. */
export interface Unexplained {
  /** The first call, by its end, that cannot be explained. */
  readonly call: Call;
  /** The states that the file may have been in just before that end, by all that was seen until then. */
  readonly states: readonly number[];
}

/** A call that may take effect now. */
interface Open {
  readonly call: Call;
  readonly bit: bigint;
}

/** Optional calls without an end and with the same effect: it does not matter which of them takes effect. */
interface Class {
  readonly effect: Effect;
  started: number;
}

/** Configurations looked at for one end of a call; real histories need some hundreds. */
const EXPLORED_MAX = 50_000;

interface Moment {
  readonly atMs: number;
  readonly ends: boolean;
  readonly call: Call;
}

/**
 * Whether there is an order of the calls on one file, each placed between its start and its end, in which every one
 * of them finds the file as it must; undefined when there is. The file is absent (0) at first. A search over all
 * orders (Wing & Gong) that goes on from end to end and keeps, of all explanations, those that leave most open (Lowe).
 * Where there are more than `exploredMax` explanations to go through for one end, it gives up: `undecided`.
 */
export function checkRegister(
  calls: readonly Call[],
  exploredMax = EXPLORED_MAX,
): Unexplained | 'undecided' | undefined {
  const search = new Search(exploredMax);
  for (const moment of moments(calls)) {
    const states = search.states;
    const explained = search.pass(moment);
    if (search.undecided) return 'undecided';
    if (!explained) return { call: moment.call, states };
  }
  return undefined;
}

function moments(calls: readonly Call[]): Moment[] {
  const all = calls.flatMap((call): Moment[] => {
    if (call.optional && call.effect.kind === 'see') return [];
    const start = { atMs: call.startMs, ends: false, call };
    return call.endMs === Number.POSITIVE_INFINITY ? [start] : [start, { atMs: call.endMs, ends: true, call }];
  });
  // What ends in the moment in which something else starts may have happened after it.
  return all.sort((a, b) => a.atMs - b.atMs || Number(a.ends) - Number(b.ends));
}

class Search {
  readonly #exploredMax: number;
  #all: readonly Configuration[] = [{ state: 0, done: 0n, seen: 0n, spent: 0n, used: [] }];
  readonly #open = new Map<Call, Open>();
  readonly #classes: Class[] = [];
  #bitsUsed = 0n;
  #undecided = false;

  constructor(exploredMax: number) {
    this.#exploredMax = exploredMax;
  }

  /** Whether there were too many explanations. */
  get undecided(): boolean {
    return this.#undecided;
  }

  get states(): number[] {
    return [...new Set(this.#all.map(({ state }) => state))];
  }

  /** False when nothing explains that a call has ended. */
  pass({ call, ends }: Moment): boolean {
    if (!ends) this.#start(call);
    else this.#end(call);
    return this.#all.length > 0;
  }

  #start(call: Call): void {
    if (call.optional && call.endMs === Number.POSITIVE_INFINITY) {
      const known = this.#classes.find(({ effect }) => isSameEffect(effect, call.effect));
      if (known !== undefined) known.started++;
      else this.#classes.push({ effect: call.effect, started: 1 });
      return;
    }
    let bit = 1n;
    while ((this.#bitsUsed & bit) !== 0n) bit <<= 1n;
    this.#bitsUsed |= bit;
    this.#open.set(call, { call, bit });
  }

  #end(call: Call): void {
    const open = this.#open.get(call);
    if (open === undefined) return;
    const explained = this.#explain(open);
    // What is optional may have taken effect until now, or not.
    this.#all = call.optional ? [...this.#all, ...explained] : explained;
    this.#open.delete(call);
    this.#bitsUsed &= ~open.bit;
    const rest = new Configurations();
    for (const { state, done, seen, spent, used } of this.#all) {
      rest.add({ state, done: done & ~open.bit, seen: seen & ~open.bit, spent: spent & ~open.bit, used });
    }
    this.#all = rest.all;
  }

  /** What becomes of the configurations when calls take effect until this one has. */
  #explain(wanted: Open): Configuration[] {
    const seen = new Configurations();
    const explained = new Configurations();
    const queue = this.#all.map((one) => this.#look(one));
    for (const one of queue) seen.add(one);
    let explored = 0;
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (++explored > this.#exploredMax) {
        this.#undecided = true;
        return [next];
      }
      if (((next.done | next.seen | next.spent) & wanted.bit) !== 0n) {
        explained.add(next);
      } else if (seen.has(next)) {
        for (const step of this.#steps(next)) {
          const one = this.#look(step);
          if (seen.add(one)) queue.push(one);
        }
      }
    }
    return explained.all;
  }

  /** Every call that only sees the file takes effect as soon as it can: that can do no harm. */
  #look(one: Configuration): Configuration {
    let { seen } = one;
    for (const { call, bit } of this.#open.values()) {
      if (call.effect.kind === 'see' && call.effect.states.includes(one.state)) seen |= bit;
    }
    return seen === one.seen ? one : { ...one, seen };
  }

  /**
   * The configurations after one more call has taken effect. Of calls with the same effect the one that ends first
   * comes first: the others can do the same later. One that has to take effect comes before those that need not and
   * do not end before it, as it has to anyway.
   */
  *#steps(one: Configuration): Iterable<Configuration> {
    const needed: Open[] = [];
    const optional: Open[] = [];
    for (const open of this.#open.values()) {
      if (((one.done | one.spent) & open.bit) !== 0n) continue;
      const state = after(open.call.effect, one.state);
      if (state === undefined) continue;
      if (!open.call.optional) firstToEnd(needed, open);
      else if (state !== one.state) firstToEnd(optional, open);
    }
    for (const { call, bit } of needed) {
      yield { ...one, state: after(call.effect, one.state) ?? one.state, done: one.done | bit };
    }
    for (const { call, bit } of optional) {
      if (needed.some((other) => isSameEffect(other.call.effect, call.effect) && other.call.endMs <= call.endMs))
        continue;
      yield { ...one, state: after(call.effect, one.state) ?? one.state, spent: one.spent | bit };
    }
    for (const [at, { effect, started }] of this.#classes.entries()) {
      if ((one.used[at] ?? 0) === started) continue;
      if ([...needed, ...optional].some(({ call }) => isSameEffect(call.effect, effect))) continue;
      const state = after(effect, one.state);
      if (state === undefined || state === one.state) continue;
      const used = Array.from({ length: Math.max(one.used.length, at + 1) }, (_, index) => one.used[index] ?? 0);
      used[at] = (used[at] ?? 0) + 1;
      yield { ...one, state, used };
    }
  }
}

/** Keeps of the calls with the effect of `open` the one that ends first. */
function firstToEnd(calls: Open[], open: Open): void {
  const at = calls.findIndex(({ call }) => isSameEffect(call.effect, open.call.effect));
  const known = calls[at];
  if (known === undefined) calls.push(open);
  else if (open.call.endMs < known.call.endMs) calls[at] = open;
}

/** The state in which a call that changes the file leaves it; undefined when it cannot take effect in `state`. */
function after(effect: Effect, state: number): number | undefined {
  switch (effect.kind) {
    case 'store':
      return state === 0 || state === effect.content ? effect.content : undefined;
    case 'remove':
      return state !== 0 || effect.again ? 0 : undefined;
    case 'see':
      return undefined;
  }
}
