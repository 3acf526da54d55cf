import { randomInt } from 'node:crypto';
import { Command } from 'commander';
import { planOfSeed } from '../chaos/arbitrary/planOfSeed.ts';
import { formatProbes } from '../chaos/probes.ts';
import { count, seed } from './arguments.ts';
import { runCampaign } from './campaign/campaign.ts';
import type { SeedResult } from './campaign/seedResult.ts';
import { Tally } from './campaign/tally.ts';
import { ExitCode, exitCodeFor } from './exitCode.ts';
import { print } from './showRun.ts';
import { tellViolation } from './tell.ts';

interface CampaignOptions {
  readonly seeds?: number;
  readonly minutes?: number;
  readonly firstSeed?: number;
  readonly jobs: number;
  readonly compareEvery: number;
  readonly keepGoing?: boolean;
  readonly probes?: boolean;
  readonly json?: boolean;
}

const SEEDS = 100;
const PROGRESS_EVERY_MS = 1_000;
const STORIES_MAX = 5;

/** `tnv sim campaign`: many seeds. */
export function campaignCommand(): Command {
  return new Command('campaign')
    .description(
      'Runs many seeds. A number of seeds begins with seed 1 and is the same campaign every time; a number of minutes ' +
        'begins with a random seed, which is printed.',
    )
    .option('--seeds <number>', `how many seeds; ${SEEDS} unless minutes are given`, count)
    .option('--minutes <number>', 'how long, in real time', count)
    .option('--first-seed <number>', 'the first seed', seed)
    .option('--jobs <number>', 'processes at once', count, 2)
    .option('--compare-every <number>', 'every so manyth seed is run twice and compared', count, 20)
    .option('--keep-going', 'go on after a seed that fails')
    .option('--probes', 'print how often every probe was hit')
    .option('--json', 'print the result as JSON')
    .action(campaign);
}

async function campaign(options: CampaignOptions): Promise<void> {
  const { minutes, jobs, compareEvery, keepGoing = false, json = false } = options;
  const firstSeed = options.firstSeed ?? (minutes === undefined ? 1 : randomInt(2 ** 31));
  const seeds = options.seeds ?? (minutes === undefined ? SEEDS : undefined);
  if (!json) print(`first seed ${firstSeed}`);
  const tally = new Tally();
  const startMs = performance.now();
  let shownMs = startMs;
  await runCampaign({
    ...{
      firstSeed,
      seeds,
      jobs,
      compareEvery,
      keepGoing,
      timeMs: minutes === undefined ? undefined : minutes * 60_000,
    },
    onResult: (result) => {
      tally.add(result);
      if (result.violations.length > 0 && !json && tally.failed.length <= STORIES_MAX) tell(result);
      const nowMs = performance.now();
      if (json || nowMs - shownMs < PROGRESS_EVERY_MS) return;
      shownMs = nowMs;
      progress(line(tally, nowMs - startMs));
    },
  });
  const tookMs = performance.now() - startMs;
  const unhit = tally.unhit;
  const code = exitCodeFor(tally.failed.flatMap(({ violations }) => violations));
  process.exitCode = code === ExitCode.ok && unhit.length > 0 ? ExitCode.unhitProbe : code;
  if (json) print(JSON.stringify(campaignJson(tally, firstSeed, tookMs)));
  else summarize(tally, tookMs, options.probes ?? false);
}

function summarize(tally: Tally, tookMs: number, probes: boolean): void {
  progress('');
  print(line(tally, tookMs));
  print(`${tally.compared} seeds run twice and compared; hash of the campaign ${tally.hash}`);
  const variety = Object.entries(tally.variety).map(([what, number]) => `${number} ${what}`);
  print(`variety: ${variety.join(', ')}`);
  print(filesText(tally));
  if (probes) for (const text of formatProbes(tally.probeHits)) print(`  ${text}`);
  if (tally.unhit.length > 0) print(`probes that should have been hit and were not: ${tally.unhit.join(', ')}`);
  if (tally.failed.length > 0) {
    print(`FAILED: seeds ${tally.failed.map((result) => result.seed).join(', ')}`);
    print(`again:  ./bin/tnv sim --seed ${tally.failed[0]?.seed}`);
  } else {
    print('nothing was violated');
  }
}

/** What the search for an order of all operations on each file came to. */
function filesText({ files, filesGivenUp, tooManyGivenUp }: Tally): string {
  const judged = `${files} files searched for an order of their operations, ${filesGivenUp} given up on`;
  return tooManyGivenUp ? `${judged}: TOO MANY, what they did was not judged` : judged;
}

function line(tally: Tally, tookMs: number): string {
  const hours = (tally.simulatedMs / 3_600_000).toFixed(1);
  const speed = Math.round(tally.simulatedMs / tookMs);
  return (
    `${tally.seeds} seeds, ${hours} h of simulated time in ${(tookMs / 1000).toFixed(0)} s (${speed} times real time), ` +
    `${tally.operations} operations, ${tally.faults} faults, ${tally.probesHit} probes hit, ${tally.failed.length} failed`
  );
}

function tell({ seed: failed, violations }: SeedResult): void {
  const [first] = violations;
  if (first === undefined) return;
  progress('');
  print(tellViolation(first, planOfSeed(failed)));
  print(`again:  ./bin/tnv sim --seed ${failed}\n`);
}

/** Shows a line that the next one takes the place of, on a terminal; elsewhere nothing. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(110)}${text === '' ? '\r' : ''}`);
}

function campaignJson(tally: Tally, firstSeed: number, tookMs: number): object {
  const { seeds, compared, simulatedMs, events, operations, faults, hash, variety, unhit, probeHits } = tally;
  const { files, filesGivenUp } = tally;
  return {
    ...{ firstSeed, seeds, compared, simulatedMs, tookMs, events, operations, faults, hash, variety, unhit },
    ...{ files, filesGivenUp },
    probes: Object.fromEntries(probeHits),
    failed: tally.failed.map(({ seed: failed, hash: runHash, violations }) => ({
      ...{ seed: failed, hash: runHash, violations, again: `./bin/tnv sim --seed ${failed}` },
    })),
  };
}
