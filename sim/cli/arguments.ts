import { InvalidArgumentError, Option } from 'commander';
import { SCENARIOS, type Scenario } from '../chaos/scenarios.ts';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const JOBS_MAX = 64;

/** Milliseconds of a duration like `90s`, `5m`, `1h`. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const durationMs = Math.floor(Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN));
  if (!(durationMs > 0)) throw new InvalidArgumentError('A duration is a number with a unit: 500ms, 90s, 5m, 1h, 2d.');
  return durationMs;
}

/** A duration as `duration` reads it, with the largest unit that fits. */
export function formatDuration(durationMs: number): string {
  const units = Object.entries(UNITS_MS).reverse();
  const [unit, unitMs] = units.find(([, ms]) => durationMs % ms === 0) ?? ['ms', 1];
  return `${durationMs / unitMs}${unit}`;
}

/** Milliseconds of a number of minutes, which may have a fraction. */
export function minutes(text: string): number {
  const minutesMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 60_000 : Number.NaN;
  if (!(minutesMs > 0)) throw new InvalidArgumentError('Minutes are a number above 0, as 5 or 0.5.');
  return minutesMs;
}

/** A whole number from 1 on. */
export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return Number(text);
}

/** How many processes work at once. */
export function jobs(text: string): number {
  const number = count(text);
  if (number > JOBS_MAX) throw new InvalidArgumentError(`There are at most ${JOBS_MAX} jobs.`);
  return number;
}

/** A seed: a whole number from 0 on. */
export function seed(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidArgumentError('A seed is a whole number from 0 on, of 15 digits at most.');
  return Number(text);
}

/** `--scenario NAME`. */
export function scenarioOption(): Option {
  const names = Object.keys(SCENARIOS).join(', ');
  return new Option('--scenario <name>', `what kind of run: ${names}`)
    .argParser((name: string) => {
      if (Object.hasOwn(SCENARIOS, name)) return name;
      throw new InvalidArgumentError(`There is no such scenario; there are: ${names}.`);
    })
    .default('any');
}

/** The scenario of a name that `scenarioOption` let through. */
export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
}

/** What there is to choose from, for `--help`. */
export function scenariosHelp(): string {
  const lines = Object.entries(SCENARIOS).map(([name, { what }]) => `  ${name.padEnd(14)} ${what}`);
  return `\nScenarios:\n${lines.join('\n')}`;
}

/** The arguments that give a plan again: its seed, and what was not left to it. */
export function planArguments(seedOfPlan: number, scenario: string, timeMs: number | undefined): (string | number)[] {
  return [
    seedOfPlan,
    ...(scenario === 'any' ? [] : ['--scenario', scenario]),
    ...(timeMs === undefined ? [] : ['--time', formatDuration(timeMs)]),
  ];
}
