import type { Violation } from '../chaos/history.ts';
import { BUGS } from './catalogue.ts';
import type { SeedReport } from './hunt.ts';
import { plant } from './plant.ts';

/**
 * A process of its own for one bug: `BUG FIRST-SEED SEEDS SKIPPED`, where `-` as the bug is the code as it is. Runs
 * seed after seed, but for those in `SKIPPED`, until an oracle complains, and sends a `SeedReport` for each.
 */
const [name, first, count, skipped] = process.argv.slice(2);
const bug = BUGS.find((candidate) => candidate.name === name);
const skip = new Set((skipped ?? '').split(','));
const check = bug === undefined ? undefined : plant(bug);
const { planOfSeed } = await import('../chaos/arbitrary/planOfSeed.ts');
const { runPlan } = await import('../chaos/run.ts');
check?.();

// Ctrl-C reaches all processes of a terminal; the hunter ends this one.
process.on('SIGINT', () => {});
// Nobody waits for the result when the hunter is gone.
process.on('disconnect', () => process.exit());
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const violations = skip.has(String(seed)) ? [] : await violationsOf(seed);
  await send({ seed, violations });
  if (violations.length > 0) break;
}
process.disconnect();

async function violationsOf(seed: number): Promise<readonly Violation[]> {
  try {
    return (await runPlan(planOfSeed(seed))).violations;
  } catch (error) {
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ statement: 'SIM-RUN', kind: 'crash', atMs: 0, story, operations: [] }];
  }
}

function send(report: SeedReport): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(report, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}
