import { Command } from 'commander';
import { planOfSeed } from '../chaos/arbitrary/planOfSeed.ts';
import type { Plan } from '../chaos/plan.ts';
import { shrinkPlan } from '../chaos/shrink.ts';
import { tellStory } from '../chaos/story.ts';
import { duration, seed as parseSeed } from './arguments.ts';
import { ExitCode, exitCodeFor } from './exitCode.ts';
import { readReplay, writeReplay } from './replayFile.ts';
import { print } from './showRun.ts';

interface ShrinkOptions {
  readonly time: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `tnv sim shrink SEED`: the smallest run that fails alike. */
export function shrinkCommand(): Command {
  return new Command('shrink')
    .description('Makes a failing run as small as it gets, tells its story and writes a file that replays it.')
    .argument('<seed>', 'the seed of the run that fails, or a replay file')
    .option('--time <duration>', 'how long to go on, in real time', duration, 60_000)
    .option('--out <file>', 'where to write the replay file; tnv-sim-SEED.json unless given')
    .option('--json', 'print the result as JSON')
    .action(shrink);
}

async function shrink(which: string, options: ShrinkOptions): Promise<void> {
  const plan = planNamed(which);
  const found = await shrinkPlan(plan, {
    timeoutMs: options.time,
    onTried: (tried, { operations, faults }) => {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r${tried} runs; ${operations.length} operations, ${faults.length} faults left   `);
      }
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (found === undefined) {
    print(options.json ? JSON.stringify({ violations: [] }) : 'this run violates nothing');
    return;
  }
  const out = options.out ?? `tnv-sim-${plan.seed}.json`;
  writeReplay(out, found.plan, found.report);
  const again = `./bin/tnv sim replay ${out}`;
  if (options.json) {
    print(JSON.stringify({ plan: found.plan, hash: found.report.hash, violations: found.report.violations, again }));
  } else {
    const { operations, faults } = found.plan;
    print(`${operations.length} of ${plan.operations.length} operations and ${faults.length} of ${plan.faults.length}`);
    print(`faults are left after ${found.tried} runs\n`);
    print(tellStory(found.plan, found.report, again));
  }
  process.exitCode = exitCodeFor(found.report.violations);
}

function planNamed(which: string): Plan {
  if (/^\d+$/.test(which)) return planOfSeed(parseSeed(which));
  try {
    return readReplay(which).plan;
  } catch (error) {
    process.stderr.write(`tnv sim: ${(error as Error).message}\n`);
    process.exit(ExitCode.usage);
  }
}
