import type { Violation } from '../chaos/history.ts';

/** Exit codes of `tnv sim`. */
export const ExitCode = {
  ok: 0,
  /** Something wrong happened. */
  safety: 1,
  usage: 2,
  /** Something right did not happen in time. */
  liveness: 3,
  /** The same plan gave two different runs. */
  determinism: 4,
  /** Code threw what it may not throw, or the simulator itself failed. */
  crash: 5,
  /** All is right, but a place that must be passed sometimes was not. */
  unhitProbe: 6,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What matters most comes first. */
const ORDER = ['safety', 'crash', 'determinism', 'liveness'] as const;

/** The exit code for violations of these kinds. */
export function exitCodeFor(violations: readonly Pick<Violation, 'kind'>[]): ExitCode {
  const worst = ORDER.find((kind) => violations.some((violation) => violation.kind === kind));
  return worst === undefined ? ExitCode.ok : ExitCode[worst];
}
