import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { toScript } from '../chaos/toScript.ts';
import { print } from './output.ts';
import { readReplay } from './replayFile.ts';
import { UsageError } from './usageError.ts';

/** `tnv sim export FILE`: what can be played from outside of a run, as a case for `tnv conformance --script`. */
export function exportCommand(): Command {
  return new Command('export')
    .description(
      'Makes a case for the conformance kit of the plan in a file: its requests, cut connections, kills and waits, to be ' +
        'played to real daemons. What cannot be played from outside is listed.',
    )
    .argument('<file>', 'written by tnv sim shrink')
    .option('--output <file>', 'where the case is written', 'case.json')
    .addHelpText(
      'after',
      `
Examples:
  tnv sim shrink 7
  tnv sim export tnv-sim-7.json --output case.json
  tnv conformance --script case.json --id 127.0.0.1:22000 --storage 127.0.0.1:23000 --hook ./hook.sh`,
    )
    .action(exportCase);
}

function exportCase(file: string, { output }: { readonly output: string }): void {
  const { plan, statements } = readReplay(file);
  const script = toScript(plan, { title: `keeps what ${basename(file)} is about`, statements });
  try {
    writeFileSync(output, `${JSON.stringify(script, undefined, 1)}\n`);
  } catch (error) {
    throw new UsageError(`${output} cannot be written: ${(error as Error).message}`);
  }
  print(`${output}: ${script.steps.length} steps, at stake: ${script.statements.join(', ')}`);
  for (const line of script.notPlayed) print(`  cannot be played: ${line}`);
}
