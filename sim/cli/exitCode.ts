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
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What matters most comes first. */
const ORDER = ['safety', 'crash', 'determinism', 'liveness'] as const;

/** The exit code for violations of these kinds. */
export function exitCodeFor(violations: readonly Pick<Violation, 'kind'>[]): ExitCode {
  const worst = ORDER.find((kind) => violations.some((violation) => violation.kind === kind));
  return worst === undefined ? ExitCode.ok : ExitCode[worst];
}

/** What the codes mean, for `--help`. */
export const EXIT_CODES_HELP = `
Exit codes: 0 all is well, 1 something wrong happened (safety), 2 wrong usage, 3 something right did not happen in
time (liveness), 4 the same plan gave two different runs (determinism), 5 code failed as it may not (crash),
6 a place that must be passed sometimes was not (probes of a campaign), 130 ended by Ctrl-C.`;
