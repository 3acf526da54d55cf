import type { Finding } from '../runner/failure.ts';
import type { Result } from '../runner/verdict.ts';
import type { Exchange } from './evidence.ts';

/** A result together with what its conversations show. */
export interface Observed {
  readonly result: Result;
  readonly exchanges: readonly Exchange[];
}

/** A way of speaking that deployed implementations share, and that differs from the specification. */
export interface Dialect {
  readonly name: string;
  /** What such a target does, to follow "the target": "closes the connection after every error". */
  readonly title: string;
  /** True when what was observed shows that the target speaks it. */
  recognised(all: readonly Observed[]): boolean;
  /** True when it is the reason for this failure. Asked only when it is recognised. */
  explains(failed: Observed): boolean;
  /** True when it is the reason for this finding. */
  explainsFinding?(finding: Finding): boolean;
}
