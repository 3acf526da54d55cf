import { type RunProgress, runPlan } from './chaos/run.ts';
import { SCENARIOS } from './chaos/scenarios.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** What some runs took, and did. Processor time is that of all threads: the share of others on a machine is not in it. */
interface Measured {
  simulatedMs: number;
  processorMs: number;
  events: number;
  operations: number;
  violations: number;
  /** MiB in use when half of the time had passed, and when nearly all had; what could go has gone. */
  readonly memoryMib: number[];
}

async function measure(scenario: string, chaosMs: number, seeds: readonly number[]): Promise<Measured> {
  const sum: Measured = { simulatedMs: 0, processorMs: 0, events: 0, operations: 0, violations: 0, memoryMib: [] };
  for (const seed of seeds) {
    const plan = SCENARIOS[scenario]?.plan(seed, chaosMs);
    if (plan === undefined) throw new Error(`there is no scenario ${scenario}`);
    const watchMs = [chaosMs / 2, chaosMs * 0.95];
    let watchedMs = 0;
    const onProgress = ({ simulatedMs }: RunProgress): void => {
      if (simulatedMs < (watchMs[0] ?? Number.POSITIVE_INFINITY)) return;
      watchMs.shift();
      const fromMs = processorMs();
      sum.memoryMib.push(memoryMib());
      watchedMs += processorMs() - fromMs;
    };
    const startMs = processorMs();
    const report = await runPlan(plan, { onProgress });
    sum.processorMs += processorMs() - startMs - watchedMs;
    sum.simulatedMs += report.simulatedMs;
    sum.events += report.events;
    sum.operations += report.history.length;
    sum.violations += report.violations.length;
  }
  return sum;
}

function print(name: string, { simulatedMs, processorMs, events, operations, violations, memoryMib }: Measured): void {
  const perOperation = `${(events / operations).toFixed(1)} events and ${Math.round((processorMs / operations) * 1000)} us`;
  const columns = [
    name.padEnd(30),
    `${(simulatedMs / HOUR_MS).toFixed(1)} h in ${(processorMs / 1000).toFixed(1)} s`.padEnd(22),
    `${Math.round(simulatedMs / processorMs)} times real time`.padEnd(24),
    `${Math.round((events / processorMs) * 1000)} events/s`.padEnd(18),
    ...(operations > 1000 ? [`${perOperation} an operation`.padEnd(42)] : []),
    ...(memoryMib.length === 2 ? [`${memoryMib.join(' -> ')} MiB`] : []),
    violations > 0 ? `, ${violations} violations` : '',
  ];
  process.stdout.write(`${columns.join('').trimEnd()}\n`);
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What is in use after everything that can go has gone. */
function memoryMib(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 2 ** 20);
}

await measure('full-chaos', MINUTE_MS, [1]);
process.stdout.write('Seconds are processor time. Memory: at half of a run -> near its end.\n');
for (const days of [5, 20]) {
  const idle = await measure('idle', days * DAY_MS, [3]);
  print(`idle cluster, ${days} days`, idle);
  const yearMinutes = (YEAR_MS / idle.simulatedMs) * (idle.processorMs / MINUTE_MS);
  process.stdout.write(`  a year of it takes ${yearMinutes.toFixed(1)} minutes\n`);
}
print('peace, 30 min', await measure('peace', 30 * MINUTE_MS, [2]));
print('full chaos, 30 min', await measure('full-chaos', 30 * MINUTE_MS, [2]));
print('full chaos, 2 h', await measure('full-chaos', 2 * HOUR_MS, [2]));
print('full chaos, 8 seeds, 10 min', await measure('full-chaos', 10 * MINUTE_MS, [1, 2, 3, 4, 5, 6, 7, 8]));
