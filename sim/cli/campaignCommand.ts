import { randomInt } from 'node:crypto';
import { Command } from 'commander';
import { commandLine } from './again.ts';
import { count, jobs as jobCount, minutes as minutesMs, seed } from './arguments.ts';
import { runCampaign } from './campaign/campaign.ts';
import { campaignJson, campaignLine, summarize } from './campaign/campaignReport.ts';
import { Tally } from './campaign/tally.ts';
import { EXIT_CODES_HELP, ExitCode, exitCodeFor } from './exitCode.ts';
import { interruptible } from './interrupt.ts';
import { print } from './output.ts';
import { bugOption } from './plantedBug.ts';
import { Progress } from './progress.ts';

interface CampaignOptions {
  readonly seeds?: number;
  /** Milliseconds. */
  readonly minutes?: number;
  readonly firstSeed?: number;
  readonly jobs: number;
  readonly compareEvery: number;
  readonly keepGoing?: boolean;
  readonly probes?: boolean;
  readonly json?: boolean;
}

const SEEDS = 100;
const STORIES_MAX = 5;

/** `tnv sim campaign`: many seeds. */
export function campaignCommand(): Command {
  return new Command('campaign')
    .description(
      'Runs many seeds. A number of seeds begins with seed 1 and is the same campaign every time; a number of minutes ' +
        'begins with a random seed, which is printed.',
    )
    .option('--seeds <number>', `how many seeds; ${SEEDS} unless minutes are given`, count)
    .option('--minutes <number>', 'how long, in real time; 0.5 is half a minute', minutesMs)
    .option('--first-seed <number>', 'the first seed', seed)
    .addOption(bugOption())
    .option('--jobs <number>', 'processes at once', jobCount, 2)
    .option('--compare-every <number>', 'every so manyth seed is run twice and compared', count, 20)
    .option('--keep-going', 'go on after a seed that fails')
    .option('--probes', 'print how often every probe was hit')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  tnv sim campaign --seeds 500 --jobs 2
  tnv sim campaign --minutes 5 --keep-going
  tnv sim campaign --seeds 50 --first-seed 1000 --json
${EXIT_CODES_HELP}`,
    )
    .action(campaign);
}

async function campaign(options: CampaignOptions): Promise<void> {
  const { minutes, jobs, compareEvery, keepGoing = false, probes = false, json = false } = options;
  const firstSeed = options.firstSeed ?? (minutes === undefined ? 1 : randomInt(2 ** 31));
  const seeds = options.seeds ?? (minutes === undefined ? SEEDS : undefined);
  if (!json) print(`first seed ${firstSeed}`);
  const tally = new Tally();
  const progress = new Progress();
  const startMs = performance.now();
  const tell = (interrupted: boolean): void => {
    progress.clear();
    const tookMs = performance.now() - startMs;
    if (json)
      print(
        JSON.stringify(
          campaignJson(tally, {
            firstSeed,
            tookMs,
            interrupted,
            exitCode: interrupted ? ExitCode.interrupted : codeOf(tally),
          }),
        ),
      );
    else summarize(tally, { tookMs, probes, interrupted });
  };
  const ended = new AbortController();
  const done = runCampaign({
    ...{ firstSeed, seeds, jobs, compareEvery, keepGoing, timeMs: minutes, signal: ended.signal },
    onResult: (result) => {
      tally.add(result);
      progress.show(() => campaignLine(tally, performance.now() - startMs));
      if (result.story === undefined || json || tally.failed.length > STORIES_MAX) return;
      progress.clear();
      print(`${result.story}\nSmaller: ${commandLine('shrink', result.seed)}\n`);
    },
  });
  const interrupted = async (): Promise<void> => {
    ended.abort();
    await done;
    tell(true);
  };
  await interruptible(interrupted, () => done);
  if (ended.signal.aborted) return;
  tell(false);
  process.exitCode = codeOf(tally);
}

function codeOf(tally: Tally): ExitCode {
  const code = exitCodeFor(tally.failed.flatMap(({ violations }) => violations));
  return code === ExitCode.ok && tally.unhit.length > 0 ? ExitCode.unhitProbe : code;
}
