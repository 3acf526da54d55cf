import type { World } from '../../sim/world.ts';
import { CacheError } from '../../src/cache/cache.ts';
import { StoreError } from '../../src/store/storeError.ts';

/** What ails a database or a cache: whoever holds this changes it as the test goes on. */
export interface Ailment {
  /** Every call fails and does nothing. */
  down: boolean;
  /** The answer to every call is lost: whether it took effect is drawn. */
  losesAnswers: boolean;
  /** Milliseconds a call takes, drawn between 0 and this. */
  latencyMaxMs: number;
  /** Calls so far. */
  calls: number;
}

/** Nothing ails it. */
export function healthy(): Ailment {
  return { down: false, losesAnswers: false, latencyMaxMs: 0, calls: 0 };
}

/** `store` behind a network and a server that may ail; methods reject with a `StoreError` then. */
export function ailingStore<S extends object>(store: S, ailment: Ailment, world: World): S {
  const failed = (): Error => new StoreError('failed', 'the server has gone away');
  return ailing(store, ailment, world, failed, () => new StoreError('unknown', 'the connection broke'));
}

/** `cache` likewise; methods reject with a `CacheError`. */
export function ailingCache<C extends object>(cache: C, ailment: Ailment, world: World): C {
  const failed = (): Error => new CacheError('the server has gone away');
  return ailing(cache, ailment, world, failed, failed);
}

function ailing<T extends object>(whole: T, ailment: Ailment, world: World, failed: () => Error, lost: () => Error): T {
  return new Proxy(whole, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        ailment.calls += 1;
        if (ailment.latencyMaxMs > 0) await world.sleep(world.prng.within(0, ailment.latencyMaxMs));
        if (ailment.down) throw failed();
        if (ailment.losesAnswers && world.prng.chance(0.5)) throw lost();
        const answer: unknown = await Reflect.apply(member, target, args);
        if (ailment.latencyMaxMs > 0) await world.sleep(world.prng.within(0, ailment.latencyMaxMs));
        if (ailment.losesAnswers) throw lost();
        return answer;
      };
    },
  });
}
