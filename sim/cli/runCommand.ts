import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { commandLine } from './again.ts';
import { duration, planArguments, scenarioNamed, scenarioOption, scenariosHelp, seed } from './arguments.ts';
import { EXIT_CODES_HELP } from './exitCode.ts';
import { bugOption } from './plantedBug.ts';
import { showRun } from './showRun.ts';
import { UsageError } from './usageError.ts';

interface RunOptions {
  readonly seed?: number;
  readonly time?: number;
  readonly scenario: string;
  readonly html?: string;
  readonly json?: boolean;
  readonly twice?: boolean;
}

/** `tnv sim`: one run. */
export function runCommand(program: Command): void {
  program
    .option('--seed <number>', 'the seed of the run; a random one is taken and printed unless it is given', seed)
    .option('--time <duration>', 'how long operations and faults go on, as 90s, 5m, 1h; drawn unless given', duration)
    .addOption(scenarioOption())
    .addOption(bugOption())
    .option('--html <file>', 'write a page with the timeline of the run')
    .option('--twice', 'run it twice and see that both runs are the same')
    .option('--json', 'print the result as one line of JSON')
    .allowExcessArguments()
    .addHelpText(
      'after',
      `${scenariosHelp()}

Examples:
  tnv sim                                       one run of a random seed
  tnv sim --seed 7 --html run.html              one that is the same always, with its timeline
  tnv sim --scenario full-chaos --time 1h       an hour of a usual cluster in trouble
  tnv sim --bug ids-not-persisted               what it looks like when the code is wrong
  tnv sim campaign --seeds 500                  many seeds
  tnv sim <command> --help                      what a command takes
${EXIT_CODES_HELP}`,
    )
    .action(run);
}

async function run(options: RunOptions, program: Command): Promise<void> {
  const [unknown] = program.args;
  if (unknown !== undefined) {
    const known = program.commands.map((command) => command.name()).join(', ');
    throw new UsageError(`there is no command "${unknown}"; there are: ${known}; tnv sim alone is one run`);
  }
  const chosen = options.seed ?? randomInt(2 ** 31);
  const plan = scenarioNamed(options.scenario).plan(chosen, options.time);
  const same = planArguments(chosen, options.scenario, options.time);
  const { code } = await showRun(plan, {
    ...options,
    ...(options.seed === undefined && !options.json ? { head: `seed ${chosen}` } : {}),
    again: commandLine('--seed', ...same),
    smaller: commandLine('shrink', ...same),
  });
  process.exitCode = code;
}
