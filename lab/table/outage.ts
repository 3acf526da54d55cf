import type { Probed } from '../load/messages.ts';

/** What clients saw of an outage, one kind of operation. */
export interface Outage {
  /** Milliseconds between two successes at most. */
  readonly longestPauseMs: number;
  /** Operations that failed. */
  readonly errors: number;
}

/**
 * What a probe saw from one moment to another. A pause lasts from one success to the next one, also where it reaches
 * out of the time looked at; one that goes on at the end lasts until then.
 */
export function outageOf(probed: readonly Probed[], probe: string, fromMs: number, toMs: number): Outage {
  const own = probed.filter((each) => each.probe === probe);
  const successes = own.filter(({ error }) => error === undefined).map(({ endMs }) => endMs);
  const before = successes.filter((ms) => ms < fromMs).at(-1) ?? fromMs;
  const after = successes.find((ms) => ms > toMs) ?? toMs;
  const within = successes.filter((ms) => ms >= fromMs && ms <= toMs);
  const moments = [before, ...within, after];
  const pauses = moments.slice(1).map((ms, at) => ms - (moments[at] ?? ms));
  const errors = own.filter(({ error, endMs }) => error !== undefined && endMs >= fromMs && endMs <= toMs).length;
  return { longestPauseMs: Math.max(0, ...pauses), errors };
}

/** Whether every probe has had nothing but success, without a pause above `pauseMs`, in the last `forMs` until `nowMs`. */
export function isCalm(probed: readonly Probed[], nowMs: number, forMs: number, pauseMs: number): boolean {
  const probes = new Set(probed.map(({ probe }) => probe));
  if (probes.size === 0) return false;
  return [...probes].every((probe) => {
    const { longestPauseMs, errors } = outageOf(probed, probe, nowMs - forMs, nowMs);
    return errors === 0 && longestPauseMs <= pauseMs;
  });
}
