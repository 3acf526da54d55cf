import type { Violation } from '../chaos/history.ts';
import { seconds } from '../chaos/oracles/entries.ts';
import type { Plan } from '../chaos/plan.ts';

/** A violation in words, for whoever reads a terminal. */
export function tellViolation({ statement, kind, atMs, story }: Violation, plan: Plan): string {
  return `VIOLATED (${kind}): ${statement}, at ${seconds(atMs)} of seed ${plan.seed}\n${story}`;
}
