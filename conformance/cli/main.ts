import { CASES } from '../cases/index.ts';
import type { AnyCase } from '../runner/case.ts';
import { Hook } from '../runner/hook.ts';
import { Names } from '../runner/names.ts';
import { run } from '../runner/run.ts';
import type { Target } from '../runner/target.ts';
import { ExitCode } from './exitCode.ts';
import { parseOptions, UsageError } from './options.ts';

/** The whole program; gives its exit code. */
async function main(args: readonly string[]): Promise<ExitCode> {
  const options = parseOptions(args);
  const cases = CASES.filter((each) => wanted(each, options.only) && given(each, options.target));
  const hook = options.hook === undefined ? {} : { hook: new Hook(options.hook, 30_000) };
  const results = await run(cases, {
    target: options.target,
    names: new Names(Date.now()),
    seed: options.seed,
    replyMs: options.timeoutMs,
    jobs: options.jobs,
    ...hook,
  });
  for (const result of results) {
    process.stdout.write(`${result.verdict.padEnd(8)} ${result.id} (${result.ms} ms) ${result.why ?? ''}\n`);
    for (const finding of result.findings) process.stdout.write(`         ${finding.statement}: ${finding.message}\n`);
  }
  if (results.some((result) => result.verdict === 'error')) return ExitCode.kit;
  return results.some((result) => result.verdict === 'fail') ? ExitCode.failed : ExitCode.ok;
}

function wanted(each: AnyCase, only: readonly string[]): boolean {
  if (only.length === 0) return true;
  return only.some((glob) => {
    const pattern = glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    return new RegExp(`^${pattern}$`).test(each.id);
  });
}

function given(each: AnyCase, target: Target): boolean {
  if (each.part === 'http') return target.http !== undefined;
  if (each.part === 'joins') return target.joins !== undefined;
  if (each.part === 'client') return target.client !== undefined;
  return target[each.part].length > 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`tnv conformance: ${error.message}\n`);
    process.exitCode = ExitCode.usage;
  } else {
    process.stderr.write(`tnv conformance: internal error, please report it:\n${(error as Error).stack ?? error}\n`);
    process.exitCode = ExitCode.kit;
  }
}
