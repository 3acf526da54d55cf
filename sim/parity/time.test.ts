import { expect } from 'vitest';
import { sleep } from '../../src/host/sleep.ts';
import { onBoth } from './sites.ts';

onBoth('a timer fires once, not before its delay is over', async ({ client: { timers, clock } }) => {
  for (const delayMs of [0, 0.3, 1, 7.5, 20]) {
    const startMs = clock.monotonicMs();
    let fired = 0;
    await new Promise<void>((resolve) => {
      timers.after(delayMs, () => {
        fired++;
        resolve();
      });
    });
    expect(clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(delayMs);
    await sleep(timers, 3);
    expect(fired).toBe(1);
  }
});

onBoth('a cancelled timer does not fire, and cancelling again or after it fired does nothing', async ({ client }) => {
  const fired: string[] = [];
  const cancelled = client.timers.after(5, () => fired.push('cancelled'));
  const other = client.timers.after(5, () => fired.push('other'));
  cancelled.cancel();
  cancelled.cancel();
  await sleep(client.timers, 15);
  other.cancel();
  expect(fired).toEqual(['other']);
});

onBoth('timers fire in the order in which they are due', async ({ client: { timers } }) => {
  const fired: number[] = [];
  for (const delayMs of [30, 10, 20, 0]) timers.after(delayMs, () => fired.push(delayMs));
  await sleep(timers, 40);
  expect(fired).toEqual([0, 10, 20, 30]);
});

onBoth('a timer for a time beyond all limits waits', async ({ client: { timers } }) => {
  let fired = false;
  const timer = timers.after(2 ** 40, () => {
    fired = true;
  });
  await sleep(timers, 20);
  timer.cancel();
  expect(fired).toBe(false);
});

onBoth('a sleep ends early when it is told to, and leaves no timer', async ({ client: { timers, clock } }) => {
  const wake = new AbortController();
  const startMs = clock.monotonicMs();
  const slept = sleep(timers, 3_600_000, wake.signal);
  timers.after(5, () => wake.abort());
  await slept;
  expect(clock.monotonicMs() - startMs).toBeLessThan(3_600_000);
});

onBoth('the clocks go forward', async ({ client: { timers, clock } }) => {
  const wallMs = clock.wallMs();
  const monotonicMs = clock.monotonicMs();
  await sleep(timers, 10);
  expect(clock.wallMs() - wallMs).toBeGreaterThanOrEqual(9);
  expect(clock.monotonicMs() - monotonicMs).toBeGreaterThanOrEqual(10);
  expect(Number.isInteger(wallMs)).toBe(true);
});

onBoth('random integers stay below their bound and reach everything below it', async ({ client: { random } }) => {
  expect(random.below(1)).toBe(0);
  const seen = new Set(Array.from({ length: 500 }, () => random.below(6)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  const large = Array.from({ length: 100 }, () => random.below(2 ** 32));
  expect(large.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true);
  expect(Math.max(...large)).toBeGreaterThan(2 ** 31);
});

onBoth('random bytes come in the number asked for and differ', async ({ client: { random } }) => {
  expect(random.bytes(0).length).toBe(0);
  expect(random.bytes(33).length).toBe(33);
  expect(random.bytes(16).equals(random.bytes(16))).toBe(false);
});
