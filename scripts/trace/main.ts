import { parseArgs } from 'node:util';
import { traceTable } from './table.ts';
import { traceProject, uncheckedMusts } from './trace.ts';

const HELP = `Which tests, oracles, vectors and cases check which statement of the specification.

Usage: npm run trace [-- options]
  --long   where each check is, instead of how many there are
  --json   the same as JSON, for programs (npm run -s trace -- --json, without npm's own lines)
  --help   this text

Exit status: 0, or 1 when a MUST is checked by nothing or a citation is wrong.
`;

/** Runs the command line; resolves to the exit status. */
async function main(args: readonly string[]): Promise<number> {
  let options: { help?: boolean; json?: boolean; long?: boolean };
  try {
    const known = { help: { type: 'boolean' }, json: { type: 'boolean' }, long: { type: 'boolean' } } as const;
    options = parseArgs({ args: [...args], options: known }).values;
  } catch (error) {
    console.error(`trace: ${(error as Error).message}. Options: --long, --json, --help.`);
    return 2;
  }
  if (options.help === true) {
    console.log(HELP.trimEnd());
    return 0;
  }
  const trace = await traceProject();
  const unchecked = uncheckedMusts(trace);
  if (options.json === true) {
    const statements = trace.traced.map(({ statement, checks }) => {
      return { ...statement, checks: checks.map(({ kind, where }) => ({ kind, where })) };
    });
    console.log(JSON.stringify({ statements, unchecked, complaints: trace.complaints }, null, 2));
  } else {
    console.log(traceTable(trace, { long: options.long === true }).trimEnd());
  }
  for (const complaint of trace.complaints) console.error(complaint);
  return unchecked.length + trace.complaints.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
