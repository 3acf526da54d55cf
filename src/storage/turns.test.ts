import fc from 'fast-check';
import { expect, it } from 'vitest';
import { World } from '../../sim/world.ts';
import { sleep } from '../host/sleep.ts';
import { Turns } from './turns.ts';

// Spec: CONN-FAIR
it('turns: no more than a few at a time, in order, whatever becomes of each', async () => {
  const works = fc.array(fc.record({ ms: fc.nat(50), fails: fc.boolean() }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(works, fc.integer({ min: 1, max: 5 }), async (all, atOnce) => {
      const world = new World(1);
      const { timers } = world.host('storage');
      await world.run(async () => {
        const turns = new Turns(atOnce);
        const begun: number[] = [];
        let underWay = 0;
        const results = await Promise.allSettled(
          all.map(({ ms, fails }, at) =>
            turns.take(async () => {
              begun.push(at);
              expect(++underWay).toBeLessThanOrEqual(atOnce);
              await sleep(timers, ms);
              underWay--;
              if (fails) throw new Error('no');
              return at;
            }),
          ),
        );
        expect(begun).toEqual(all.map((_, at) => at));
        expect(results.map(({ status }) => status === 'rejected')).toEqual(all.map(({ fails }) => fails));
      });
    }),
    { numRuns: 50 },
  );
});
