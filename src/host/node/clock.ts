import type { Clock } from '../clock.ts';

/** The machine's clocks. */
export const nodeClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  utcOffsetMs: (wallMs) => -60_000 * new Date(wallMs).getTimezoneOffset(),
};
