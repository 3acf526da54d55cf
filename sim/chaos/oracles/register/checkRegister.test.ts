import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, Effect } from './call.ts';
import { checkRegister } from './checkRegister.ts';

const store = (content: number): Effect => ({ kind: 'store', content });
const remove: Effect = { kind: 'remove', again: false };
const removeAgain: Effect = { kind: 'remove', again: true };
const see = (...states: number[]): Effect => ({ kind: 'see', states });
const call = (startMs: number, endMs: number, effect: Effect): Call => ({ effect, startMs, endMs, optional: false });
const pending = (startMs: number, effect: Effect): Call => ({
  ...call(startMs, Number.POSITIVE_INFINITY, effect),
  optional: true,
});

describe('a register that is a file', () => {
  it('explains one call after another', () => {
    expect(checkRegister([call(0, 1, see(0)), call(2, 3, store(1)), call(4, 5, see(1)), call(6, 7, remove)])).toBe(
      undefined,
    );
  });

  it('complains of a read that does not find what was stored before it, and tells the state', () => {
    const missing = call(2, 3, see(0));
    expect(checkRegister([call(0, 1, store(1)), missing])).toEqual({ call: missing, states: [1] });
  });

  it('complains of a read that finds what was removed before it', () => {
    const found = call(4, 5, see(1));
    expect(checkRegister([call(0, 1, store(1)), call(2, 3, remove), found])).toEqual({ call: found, states: [0] });
  });

  it('complains of a second content that is stored over the first', () => {
    expect(checkRegister([call(0, 1, store(1)), call(2, 3, store(2))])).toHaveProperty('call');
  });

  it('complains of two reads that see a change at different times', () => {
    expect(checkRegister([call(0, 9, store(1)), call(1, 2, see(1)), call(3, 4, see(0))])).toHaveProperty('call');
  });

  it('lets calls that overlap take effect in either order', () => {
    for (const state of [0, 1]) {
      expect(checkRegister([call(0, 9, store(1)), call(1, 2, see(state)), call(10, 11, see(1))])).toBe(undefined);
    }
    expect(checkRegister([call(0, 2, store(1)), call(2, 3, see(0))])).toBe(undefined);
  });

  it('lets a call without an answer take effect much later, once, or never', () => {
    const late = [call(0, 1, store(1)), pending(2, remove), call(3, 4, see(1)), call(100, 101, see(0))];
    expect(checkRegister(late)).toBe(undefined);
    expect(checkRegister([...late, call(102, 103, store(1)), call(104, 105, see(0))])).toHaveProperty('call');
    expect(checkRegister([call(0, 1, store(1)), pending(2, remove), call(100, 101, see(1))])).toBe(undefined);
  });

  it('does not let a call without an answer take effect before it began', () => {
    expect(checkRegister([call(0, 1, store(1)), call(3, 4, see(0)), pending(5, remove)])).toHaveProperty('call');
  });

  it('lets an optional call with an end take effect until then', () => {
    const optional = { ...call(2, 5, remove), optional: true };
    expect(checkRegister([call(0, 1, store(1)), optional, call(4, 6, see(0))])).toBe(undefined);
    expect(checkRegister([call(0, 1, store(1)), optional, call(6, 7, see(1)), call(8, 9, see(0))])).toHaveProperty(
      'call',
    );
  });

  it('lets a remove that may be a repetition find nothing', () => {
    expect(checkRegister([call(0, 1, removeAgain)])).toBe(undefined);
    expect(checkRegister([call(0, 1, remove)])).toHaveProperty('call');
  });

  it('stays fast with many calls that never got an answer', () => {
    const unanswered = Array.from({ length: 60 }, (_, at) => pending(at, at % 2 === 0 ? remove : store(2 + at)));
    const reads = Array.from({ length: 300 }, (_, at) => call(100 + at * 2, 101 + at * 2, see(1)));
    expect(checkRegister([call(0, 1, store(1)), ...unanswered, ...reads])).toBe(undefined);
    expect(checkRegister([...unanswered, ...reads])).toHaveProperty('call');
  });

  it('says so when it gives up on a file for which there are too many orders', () => {
    const stores = Array.from({ length: 12 }, (_, at) => call(0, 1_000 + at, store(1 + at)));
    const removes = Array.from({ length: 11 }, () => call(0, 1_000, remove));
    const calls = [...stores, ...removes, call(1_001, 1_002, see(0))];
    expect(checkRegister(calls, 100)).toBe('undecided');
    expect(checkRegister([...calls, call(2_000, 2_001, see(99))], 100)).toBe('undecided');
    expect(checkRegister([call(0, 1, store(1)), call(2, 3, see(0))], 100)).toHaveProperty('call');
  });

  it('stays fast with many calls under way at once', () => {
    const overlapping = Array.from({ length: 80 }, (_, at): Call => {
      const effects = [removeAgain, see(0), see(1, 2, 3), store(1 + (at % 3)), see(1 + (at % 3)), removeAgain];
      return call(10 + at, 1_000 + at, effects[at % effects.length] ?? remove);
    });
    const unanswered = Array.from({ length: 20 }, (_, at) => pending(at, at % 2 === 0 ? remove : store(1 + (at % 3))));
    expect(checkRegister([...overlapping, ...unanswered])).toBe(undefined);
    expect(checkRegister([...overlapping, ...unanswered, call(2_000, 2_001, see(9))])).toHaveProperty('call');
  });
});

/** What clients do to one atomic register: each of them one call after another, all beside each other. */
const scripts = fc.array(
  fc.array(
    fc.record({
      verb: fc.constantFrom('store', 'remove', 'see'),
      content: fc.integer({ min: 1, max: 3 }),
      pauseMs: fc.integer({ min: 0, max: 5 }),
      untilMs: fc.integer({ min: 0, max: 5 }),
      afterMs: fc.integer({ min: 0, max: 5 }),
      answered: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
  { minLength: 1, maxLength: 4 },
);

/** The calls as a real atomic register answers them. */
function played(clients: typeof scripts extends fc.Arbitrary<infer T> ? T : never): Call[] {
  const planned = clients.flatMap((script) => {
    let nowMs = 0;
    return script.map((step) => {
      const startMs = nowMs + step.pauseMs;
      const atMs = startMs + step.untilMs;
      nowMs = atMs + step.afterMs;
      return { ...step, startMs, atMs, endMs: nowMs };
    });
  });
  let state = 0;
  return planned
    .sort((a, b) => a.atMs - b.atMs)
    .flatMap(({ verb, content, startMs, endMs, answered }): Call[] => {
      const before = state;
      if (verb === 'see') return answered ? [call(startMs, endMs, see(before))] : [];
      const refused = verb === 'store' ? before !== 0 : before === 0;
      if (!refused) state = verb === 'store' ? content : 0;
      const effect = verb === 'store' ? store(content) : remove;
      if (!answered) return [pending(startMs, effect)];
      if (refused) return [call(startMs, endMs, verb === 'store' ? see(1, 2, 3) : see(0))];
      return [call(startMs, endMs, effect)];
    });
}

describe('for every way in which clients use an atomic register', () => {
  it('explains what they see', () => {
    fc.assert(
      fc.property(scripts, (clients) => {
        expect(checkRegister(played(clients))).toBe(undefined);
      }),
    );
  });

  it('finds out a read, after all the rest, of a state that cannot be', () => {
    fc.assert(
      fc.property(scripts, fc.integer({ min: 0, max: 3 }), (clients, state) => {
        const calls = played(clients);
        fc.pre(calls.every(({ optional }) => !optional));
        const last = calls.filter(({ effect }) => effect.kind !== 'see');
        const possible = new Set(bruteForceStates(last));
        const found = checkRegister([...calls, call(1_000, 1_001, see(state))]);
        if (found !== undefined) expect(found).toMatchObject({ call: { startMs: 1_000 } });
        if (!possible.has(state)) expect(found).toHaveProperty('call');
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with trying all orders, on histories of any kind', () => {
    const anyEffect = fc.oneof(
      fc.constantFrom(store(1), store(2), remove, removeAgain),
      fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 2 }).map((states) => see(...states)),
    );
    const anyCall = fc
      .tuple(anyEffect, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 6 }), fc.integer({ max: 4, min: 0 }))
      .map(([effect, startMs, lastsMs, kind]): Call => {
        const optional = kind < 2 && effect.kind !== 'see';
        const endMs = kind === 0 && optional ? Number.POSITIVE_INFINITY : startMs + lastsMs;
        return { effect, startMs, endMs, optional };
      });
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 6 }), (calls) => {
        expect(checkRegister(calls) === undefined).toBe(bruteForce(calls));
      }),
      { numRuns: 2_000 },
    );
  });
});

function applied(effect: Effect, state: number): number | undefined {
  if (effect.kind === 'see') return effect.states.includes(state) ? state : undefined;
  if (effect.kind === 'remove') return state === 0 && !effect.again ? undefined : 0;
  return state === 0 || state === effect.content ? effect.content : undefined;
}

function bruteForce(calls: readonly Call[]): boolean {
  return bruteForceStates(calls).length > 0;
}

/** The states in which some order of the calls leaves the file. */
function bruteForceStates(calls: readonly Call[], state = 0): number[] {
  if (calls.length === 0) return [state];
  return calls.flatMap((first, at) => {
    const rest = calls.filter((_, index) => index !== at);
    const early = rest.every((other) => first.startMs <= other.endMs);
    const state1 = early ? applied(first.effect, state) : undefined;
    return [
      ...(state1 === undefined ? [] : bruteForceStates(rest, state1)),
      ...(first.optional ? bruteForceStates(rest, state) : []),
    ];
  });
}
