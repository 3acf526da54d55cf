import { Command } from 'commander';
import { huntBugs } from '../bugs/bugsCommand.ts';
import { BUGS } from '../bugs/catalogue.ts';
import { SOURCES_ABSENT, sourcesArePresent } from '../bugs/plant.ts';
import { count, jobs as jobCount, seed } from './arguments.ts';
import { ExitCode } from './exitCode.ts';
import { interruptible } from './interrupt.ts';
import { print } from './output.ts';
import { Progress } from './progress.ts';
import { UsageError } from './usageError.ts';

interface BugsOptions {
  readonly list?: boolean;
  readonly firstSeed: number;
  readonly seedsMax: number;
  readonly jobs: number;
  readonly json?: boolean;
}

/** `tnv sim bugs`: how many seeds it takes to catch each planted bug. */
export function bugsCommand(): Command {
  return new Command('bugs')
    .description('Plants known bugs, one at a time, and says how many seeds it takes until an oracle complains.')
    .argument('[names...]', 'which ones; all unless given')
    .option('--list', 'only say which bugs there are')
    .option('--first-seed <number>', 'the first seed', seed, 1)
    .option('--seeds-max <number>', 'seeds after which a bug counts as not caught', count, 500)
    .option('--jobs <number>', 'bugs hunted at once', jobCount, 2)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  tnv sim bugs --list
  tnv sim bugs ids-not-persisted acknowledged-before-sync
  tnv sim --bug ids-not-persisted --seed 1        what a run with a bug looks like

Exit codes: 0 all were caught, 1 not all were (or the canary not with the first seed), 2 wrong usage, 130 ended by
Ctrl-C.`,
    )
    .action(bugs);
}

async function bugs(names: string[], { list, firstSeed, seedsMax, jobs, json = false }: BugsOptions): Promise<void> {
  const unknown = names.find((name) => !BUGS.some((bug) => bug.name === name));
  if (unknown !== undefined) throw new UsageError(`there is no bug "${unknown}"; tnv sim bugs --list names them all`);
  const chosen = names.length === 0 ? BUGS : BUGS.filter(({ name }) => names.includes(name));
  if (list) {
    if (json)
      print(JSON.stringify(chosen.map(({ name, what, statements }) => ({ bug: name, what, violates: statements }))));
    else for (const { name, what } of chosen) print(`${name.padEnd(28)} ${what}`);
    return;
  }
  if (!sourcesArePresent()) throw new UsageError(SOURCES_ABSENT);
  const progress = new Progress();
  const ended = new AbortController();
  const hunt = huntBugs({
    ...{ bugs: chosen, firstSeed, seedsMax, jobs, json, signal: ended.signal },
    print: (line) => {
      progress.clear();
      print(line);
    },
    onProgress: (text) => progress.show(() => text),
  });
  const interrupted = async (): Promise<void> => {
    ended.abort();
    await hunt;
  };
  const allCaught = await interruptible(interrupted, () => hunt);
  progress.clear();
  process.exitCode = allCaught ? ExitCode.ok : ExitCode.safety;
}
