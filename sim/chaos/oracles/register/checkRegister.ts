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

interface Moment {
  readonly atMs: number;
  readonly ends: boolean;
  readonly call: Call;
}

/**
 * Whether there is an order of the calls on one file, each placed between its start and its end, in which every one
 * of them finds the file as it must; undefined when there is. The file is absent (0) at first. A search over all
 * orders (Wing & Gong) that goes on from end to end and keeps, of all explanations, those that leave most open (Lowe).
 */
export function checkRegister(calls: readonly Call[]): Unexplained | undefined {
  const search = new Search();
  for (const moment of moments(calls)) {
    const states = search.states;
    if (!search.pass(moment)) return { call: moment.call, states };
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
  #all: readonly Configuration[] = [{ state: 0, done: 0n, spent: 0n, used: [] }];
  readonly #open = new Map<Call, Open>();
  readonly #classes: Class[] = [];
  #bitsUsed = 0n;

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
    for (const one of this.#all) rest.add({ ...one, done: one.done & ~open.bit, spent: one.spent & ~open.bit });
    this.#all = rest.all;
  }

  /** What becomes of the configurations when calls take effect until this one has. */
  #explain(wanted: Open): Configuration[] {
    const seen = new Configurations();
    const explained = new Configurations();
    const queue = this.#all.map((one) => this.#look(one));
    for (const one of queue) seen.add(one);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (((next.done | next.spent) & wanted.bit) !== 0n) {
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
    let { done } = one;
    for (const { call, bit } of this.#open.values()) {
      if (call.effect.kind === 'see' && call.effect.states.includes(one.state)) done |= bit;
    }
    return done === one.done ? one : { ...one, done };
  }

  /** The configurations after one more call has taken effect. */
  *#steps(one: Configuration): Iterable<Configuration> {
    const optional: Open[] = [];
    for (const open of this.#open.values()) {
      const { call, bit } = open;
      if (((one.done | one.spent) & bit) !== 0n) continue;
      const state = after(call.effect, one.state);
      if (state === undefined) continue;
      if (!call.optional) yield { ...one, state, done: one.done | bit };
      else if (state !== one.state) optional.push(open);
    }
    for (const { call, bit } of firstToEnd(optional)) {
      yield { ...one, state: after(call.effect, one.state) ?? one.state, spent: one.spent | bit };
    }
    for (const [at, { effect, started }] of this.#classes.entries()) {
      if ((one.used[at] ?? 0) === started) continue;
      const state = after(effect, one.state);
      if (state === undefined || state === one.state) continue;
      const used = Array.from({ length: Math.max(one.used.length, at + 1) }, (_, index) => one.used[index] ?? 0);
      used[at] = (used[at] ?? 0) + 1;
      yield { ...one, state, used };
    }
  }
}

/** Of calls with the same effect the one that ends first: the others can do the same later. */
function firstToEnd(calls: readonly Open[]): Open[] {
  const first: Open[] = [];
  for (const open of calls) {
    const at = first.findIndex(({ call }) => isSameEffect(call.effect, open.call.effect));
    const known = first[at];
    if (known === undefined) first.push(open);
    else if (open.call.endMs < known.call.endMs) first[at] = open;
  }
  return first;
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
