import fc from 'fast-check';
import { expect, it } from 'vitest';
import { World } from '../../sim/world.ts';
import { sleep } from './sleep.ts';
import { Turns } from './turns.ts';

const work = fc.record({
  ms: fc.integer({ min: 1, max: 50 }),
  fails: fc.boolean(),
  /** When it does not want its turn any more. */
  leavesMs: fc.option(fc.nat(100)),
});

// Spec: CONN-FAIR
it('turns: no more than a few at a time, in order, whatever becomes of each; who leaves is waited for no longer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), async (all, atOnce) => {
      const world = new World(1);
      const { timers } = world.host('storage');
      await world.run(async () => {
        const turns = new Turns(atOnce);
        const begun: number[] = [];
        let underWay = 0;
        const left = new Error('left');
        const take = ({ ms, fails, leavesMs }: (typeof all)[number], at: number): Promise<number> => {
          const leaving = new AbortController();
          if (leavesMs !== null) timers.after(leavesMs, () => leaving.abort(left));
          return turns.take(async () => {
            expect(leaving.signal.aborted).toBe(false);
            begun.push(at);
            expect(++underWay).toBeLessThanOrEqual(atOnce);
            await sleep(timers, ms);
            underWay--;
            if (fails) throw new Error('no');
            return at;
          }, leaving.signal);
        };
        const results = await Promise.allSettled(all.map(take));
        expect(begun).toEqual(begun.toSorted((a, b) => a - b));
        for (const [at, result] of results.entries()) {
          if (begun.includes(at)) expect(result.status).toBe(all[at]?.fails ? 'rejected' : 'fulfilled');
          else expect(result).toEqual({ status: 'rejected', reason: left });
        }
        expect(turns.waiting).toBe(0);
        await Promise.all(Array.from({ length: atOnce }, () => turns.take(() => sleep(timers, 1))));
      });
    }),
    { numRuns: 100 },
  );
});
