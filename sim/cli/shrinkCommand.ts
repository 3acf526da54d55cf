import { Command, InvalidArgumentError } from 'commander';
import type { Plan } from '../chaos/plan.ts';
import { type Shrinking, type Shrunk, shrinkPlan } from '../chaos/shrink.ts';
import { tellStory } from '../chaos/story.ts';
import { several } from '../chaos/words/several.ts';
import { commandLine } from './again.ts';
import { duration, seed as parseSeed, scenarioNamed, scenarioOption } from './arguments.ts';
import { EXIT_CODES_HELP, ExitCode, exitCodeFor } from './exitCode.ts';
import { interruptible } from './interrupt.ts';
import { mustBeWritable, print } from './output.ts';
import { bugOption } from './plantedBug.ts';
import { Progress } from './progress.ts';
import { readReplay, writeReplay } from './replayFile.ts';
import { UsageError } from './usageError.ts';

interface ShrinkOptions {
  readonly scenario: string;
  readonly time?: number;
  readonly within: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `tnv sim shrink SEED`: the smallest run that fails alike. */
export function shrinkCommand(): Command {
  return new Command('shrink')
    .description('Makes a failing run as small as it gets, tells its story and writes a file that replays it.')
    .argument('<seed>', 'the seed of the run that fails, or a replay file')
    .addOption(scenarioOption())
    .option('--time <duration>', 'how long operations and faults go on, as it was given to the run', duration)
    .addOption(bugOption())
    .option('--within <duration>', 'real time after which the smallest run so far will do', duration)
    .option('--out <file>', 'where to write the replay file; tnv-sim-SEED.json unless given')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText(
      'after',
      `
It stops after ${WITHIN_MS / 60_000} minutes unless --within says otherwise; the same seed is made small the same way each time.

Examples:
  tnv sim shrink 7
  tnv sim shrink 7 --scenario crashes --out small.json
  tnv sim shrink small.json --within 10m          go on from what was reached
${EXIT_CODES_HELP}`,
    )
    .action(shrink);
}

const WITHIN_MS = 120_000;

async function shrink(which: string, options: ShrinkOptions): Promise<void> {
  const plan = planNamed(which, options);
  const out = options.out ?? `tnv-sim-${plan.seed}.json`;
  mustBeWritable(out);
  const progress = new Progress();
  let reached: Shrunk | undefined;
  const interrupted = (): void => {
    progress.clear();
    tell(plan, reached === undefined ? undefined : { ...reached, complete: false }, out, {
      ...options,
      interrupted: true,
    });
  };
  const found = await interruptible(interrupted, () =>
    shrinkPlan(plan, {
      timeoutMs: options.within ?? WITHIN_MS,
      onTried: (smallest) => {
        const { operations, faults } = smallest.plan;
        if (reached === undefined) process.stderr.write(`${failureOf(smallest)}; making it smaller ...\n`);
        reached = smallest;
        progress.show(() => `${smallest.tried} runs; ${operations.length} operations, ${faults.length} faults left`);
      },
    }),
  );
  progress.clear();
  tell(plan, found, out, options);
  process.exitCode = found === undefined ? ExitCode.ok : exitCodeFor(found.report.violations);
}

/** What the run that is made small is like. */
function failureOf({ plan, report }: Shrunk): string {
  const { operations, faults, seed } = plan;
  const [first] = report.violations;
  return (
    `seed ${seed} violates ${first?.statement}, with ${several(operations.length, 'operation')} and ` +
    several(faults.length, 'fault')
  );
}

type Found = Shrunk & Pick<Shrinking, 'complete'> & Partial<Shrinking>;

function tell(
  from: Plan,
  found: Found | undefined,
  out: string,
  { json, interrupted = false }: { readonly json?: boolean; readonly interrupted?: boolean },
): void {
  if (found === undefined) {
    const nothing = interrupted ? 'interrupted before the run had ended once' : 'this run violates nothing';
    print(json ? JSON.stringify({ interrupted, violations: [] }) : nothing);
    return;
  }
  const { plan, report, tried, complete, path } = found;
  writeReplay(out, { plan, report, path });
  const again = commandLine('replay', out);
  if (json) {
    const { hash, violations } = report;
    print(JSON.stringify({ interrupted, complete, tried, path, plan, hash, violations, file: out, again }));
    return;
  }
  const why = interrupted ? 'interrupted' : 'time was up';
  const rest = complete ? 'nothing smaller fails' : `${why}; to go on: ${commandLine('shrink', out)}`;
  print(
    `${plan.operations.length} of ${from.operations.length} operations and ${plan.faults.length} of ` +
      `${from.faults.length} faults are left after ${tried} runs (${rest})\n`,
  );
  print(tellStory(plan, report, again));
}

function planNamed(which: string, { scenario, time }: ShrinkOptions): Plan {
  if (!/^-?\d+(\.\d+)?$/.test(which)) return readReplay(which).plan;
  try {
    return scenarioNamed(scenario).plan(parseSeed(which), time);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UsageError(`${which} is no seed. ${error.message}`);
    throw error;
  }
}
