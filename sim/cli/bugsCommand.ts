import { Command } from 'commander';
import { huntBugs } from '../bugs/bugsCommand.ts';
import { count, seed } from './arguments.ts';
import { ExitCode } from './exitCode.ts';
import { print } from './showRun.ts';

interface BugsOptions {
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
    .option('--first-seed <number>', 'the first seed', seed, 1)
    .option('--seeds-max <number>', 'seeds after which a bug counts as not caught', count, 500)
    .option('--jobs <number>', 'bugs hunted at once', count, 2)
    .option('--json', 'print the result as JSON')
    .action(async (names: string[], { firstSeed, seedsMax, jobs, json = false }: BugsOptions) => {
      try {
        const allCaught = await huntBugs({ names, firstSeed, seedsMax, jobs, json, print });
        process.exitCode = allCaught ? ExitCode.ok : ExitCode.safety;
      } catch (error) {
        process.stderr.write(`tnv sim: ${(error as Error).message}\n`);
        process.exitCode = ExitCode.usage;
      }
    });
}
