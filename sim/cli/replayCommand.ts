import { Command } from 'commander';
import { ExitCode } from './exitCode.ts';
import { readReplay } from './replayFile.ts';
import { print, showRun } from './showRun.ts';

interface ReplayOptions {
  readonly html?: string;
  readonly json?: boolean;
}

/** `tnv sim replay FILE`: the run that a file describes. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Runs the plan in a file again, and says whether it is the very run that the file was written of.')
    .argument('<file>', 'written by tnv sim shrink, tnv sim campaign or a test')
    .option('--html <file>', 'write a page with the timeline of the run')
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: ReplayOptions) => {
      let replay: ReturnType<typeof readReplay>;
      try {
        replay = readReplay(file);
      } catch (error) {
        process.stderr.write(`tnv sim: ${(error as Error).message}\n`);
        process.exitCode = ExitCode.usage;
        return;
      }
      const { code, report } = await showRun(replay.plan, { ...options, again: `./bin/tnv sim replay ${file}` });
      if (replay.hash !== undefined && !options.json) {
        const same = report.hash === replay.hash;
        print(same ? `the same run, to the last event (${report.hash})` : `another run than then (${replay.hash})`);
      }
      process.exitCode = code;
    });
}
