import { runPlan } from './chaos/run.ts';
import { SCENARIOS } from './chaos/scenarios.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

interface Measured {
  readonly simulatedMs: number;
  readonly tookMs: number;
  readonly events: number;
  readonly violations: number;
}

async function measure(scenario: string, seed: number, chaosMs: number): Promise<Measured> {
  const plan = SCENARIOS[scenario]?.plan(seed, chaosMs);
  if (plan === undefined) throw new Error(`there is no scenario ${scenario}`);
  const startMs = performance.now();
  const { simulatedMs, events, violations } = await runPlan(plan);
  return { simulatedMs, tookMs: performance.now() - startMs, events, violations: violations.length };
}

function print(name: string, { simulatedMs, tookMs, events, violations }: Measured): void {
  const columns = [
    name.padEnd(34),
    `${(simulatedMs / HOUR_MS).toFixed(1)} h in ${(tookMs / 1000).toFixed(1)} s`.padEnd(24),
    `${Math.round(simulatedMs / tookMs)} times real time`.padEnd(26),
    `${Math.round((events / tookMs) * 1000)} events/s`.padEnd(20),
    `${memoryMib()} MiB${violations > 0 ? `, ${violations} violations` : ''}`,
  ];
  process.stdout.write(`${columns.join('')}\n`);
}

/** What is in use after everything that can go has gone. */
function memoryMib(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 2 ** 20);
}

await measure('full-chaos', 1, 60_000);
for (const [scenario, chaosMs] of [
  ['peace', HOUR_MS / 2],
  ['full-chaos', HOUR_MS / 2],
  ['full-chaos', HOUR_MS],
] as const) {
  print(`${scenario}, 5 operations a second`, await measure(scenario, 2, chaosMs));
}
for (const days of [5, 10, 20]) {
  const idle = await measure('idle', 3, days * DAY_MS);
  const yearMinutes = (YEAR_MS / idle.simulatedMs) * (idle.tookMs / 60_000);
  print(`idle cluster, ${days} days`, idle);
  process.stdout.write(`  a year of it takes ${yearMinutes.toFixed(1)} minutes\n`);
}
