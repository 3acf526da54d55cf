import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskQueue } from './taskQueue.ts';

describe('a queue of tasks', () => {
  it('runs all of them, in order, never more at once than it may, whether they fail or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        fc.scheduler(),
        async (parallel, fails, scheduler) => {
          const queue = new TaskQueue(parallel);
          const begun: number[] = [];
          let [running, most] = [0, 0];
          for (const [at, fail] of fails.entries()) {
            queue.add(async () => {
              begun.push(at);
              running++;
              most = Math.max(most, running);
              await scheduler.schedule(Promise.resolve());
              running--;
              if (fail) throw new Error('failed');
            });
          }
          await scheduler.waitIdle();
          expect(begun).toEqual(fails.map((_, at) => at));
          expect(most).toBe(Math.min(parallel, fails.length));
        },
      ),
    );
  });

  it('leaves out what was taken out before its turn', async () => {
    const queue = new TaskQueue(1);
    const first = Promise.withResolvers<void>();
    const ran: string[] = [];
    queue.add(() => first.promise);
    const takeOut = queue.add(async () => void ran.push('second'));
    const third = new Promise<void>((resolve) => {
      queue.add(async () => {
        ran.push('third');
        resolve();
      });
    });
    takeOut();
    first.resolve();
    await third;
    expect(ran).toEqual(['third']);
  });
});
