import { Command } from 'commander';
import { commandLine } from './again.ts';
import { EXIT_CODES_HELP } from './exitCode.ts';
import { print } from './output.ts';
import { bugOption, plantedBug } from './plantedBug.ts';
import { readReplay } from './replayFile.ts';
import { showRun } from './showRun.ts';

interface ReplayOptions {
  readonly html?: string;
  readonly json?: boolean;
}

/** `tnv sim replay FILE`: the run that a file describes. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Runs the plan in a file again, and says whether it is the very run that the file was written of.')
    .argument('<file>', 'written by tnv sim shrink')
    .addOption(bugOption())
    .option('--html <file>', 'write a page with the timeline of the run')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  tnv sim replay tnv-sim-7.json
  tnv sim replay tnv-sim-7.json --html run.html
${EXIT_CODES_HELP}`,
    )
    .action(replay);
}

async function replay(file: string, options: ReplayOptions): Promise<void> {
  const { plan, hash, bug } = readReplay(file);
  const { code, report } = await showRun(plan, {
    ...{ ...options, expectedHash: hash },
    again: commandLine('replay', file),
    smaller: commandLine('shrink', file),
  });
  process.exitCode = code;
  if (hash === undefined || options.json) return;
  if (report.hash === hash) print(`the same run, to the last event (${hash})`);
  else print(`another run than the one the file was written of (${hash}): ${whatChanged(bug)}`);
}

function whatChanged(bug: string | undefined): string {
  if (bug === plantedBug()) return 'the plan or the code has changed since';
  return `that one was made with ${bug === undefined ? 'no bug planted' : `--bug ${bug}`}`;
}
