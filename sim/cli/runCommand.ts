import { randomInt } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { SCENARIOS, type Scenario } from '../chaos/scenarios.ts';
import { duration, seed } from './arguments.ts';
import { print, showRun } from './showRun.ts';

interface RunOptions {
  readonly seed?: number;
  readonly time?: number;
  readonly scenario: Scenario;
  readonly html?: string;
  readonly json?: boolean;
  readonly twice?: boolean;
}

/** `tnv sim`: one run. */
export function runCommand(program: Command): void {
  const names = Object.entries(SCENARIOS).map(([name, { what }]) => `  ${name.padEnd(14)} ${what}`);
  program
    .option('--seed <number>', 'the seed of the run; a random one is taken and printed unless it is given', seed)
    .option('--time <duration>', 'how long operations and faults go on, as 90s, 5m, 1h; drawn unless given', duration)
    .addOption(new Option('--scenario <name>', 'what kind of run').argParser(scenario).default(SCENARIOS.any, 'any'))
    .option('--html <file>', 'write a page with the timeline of the run')
    .option('--twice', 'run it twice and see that both runs are the same')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nScenarios:\n${names.join('\n')}`)
    .action(run);
}

async function run(options: RunOptions): Promise<void> {
  const chosen = options.seed ?? randomInt(2 ** 31);
  if (options.seed === undefined && !options.json) print(`seed ${chosen}`);
  const plan = options.scenario.plan(chosen, options.time);
  const again = ['./bin/tnv sim', `--seed ${chosen}`];
  const name = Object.keys(SCENARIOS).find((known) => SCENARIOS[known] === options.scenario);
  if (name !== 'any') again.push(`--scenario ${name}`);
  if (options.time !== undefined) again.push(`--time ${options.time}ms`);
  const { code } = await showRun(plan, { ...options, again: again.join(' ') });
  process.exitCode = code;
}

function scenario(name: string): Scenario {
  const found = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
  if (found === undefined) {
    throw new InvalidArgumentError(`There is no such scenario; there are: ${Object.keys(SCENARIOS).join(', ')}.`);
  }
  return found;
}
