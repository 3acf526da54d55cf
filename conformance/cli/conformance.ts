import { readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { formatted } from '../report/formats.ts';
import { growReport, type Report } from '../report/tree.ts';
import { type AnyCase, PARTS } from '../runner/case.ts';
import { parseExpectedFailures } from '../runner/expectedFailures.ts';
import { Hook } from '../runner/hook.ts';
import { Names } from '../runner/names.ts';
import { unreachableParts } from '../runner/reach.ts';
import { run } from '../runner/run.ts';
import { parseScript } from '../script/parseScript.ts';
import { scriptCase } from '../script/scriptCase.ts';
import { ExitCode } from './exitCode.ts';
import { help } from './help.ts';
import { list, listJson } from './list.ts';
import { type Options, parseOptions, UsageError } from './options.ts';
import { Progress } from './progress.ts';
import { fits, selected, whereIs } from './selection.ts';
import { kitVersion } from './version.ts';

/** What the program has around it. */
export interface Surroundings {
  /** How the user calls it. */
  readonly program: string;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly noColor: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The whole program over these cases; gives its exit code. Throws a UsageError. */
export async function conformance(
  args: readonly string[],
  cases: readonly AnyCase[],
  around: Surroundings,
): Promise<ExitCode> {
  const { program, stdout } = around;
  const terminal = stdout.isTTY ?? false;
  const options = parseOptions(args, { nowMs: Date.now(), terminal, noColor: around.noColor });
  if (options.help) {
    stdout.write(help(program));
    return ExitCode.ok;
  }
  if (options.version) {
    stdout.write(`${kitVersion()}\n`);
    return ExitCode.ok;
  }
  if (options.list) {
    const wanted = cases.filter(({ id }) => fits(id, options.only));
    stdout.write(options.format === 'json' ? listJson(wanted) : list(wanted));
    return ExitCode.ok;
  }
  return judge(options, cases, around);
}

async function judge(options: Options, all: readonly AnyCase[], around: Surroundings): Promise<ExitCode> {
  const { target, profile } = options;
  const parts = PARTS.filter((part) => whereIs(part, target) !== undefined);
  if (parts.length === 0) throw new UsageError('what is to be judged? Give --tracker, --id, --storage, --http, …');
  const cases = selected(options.scripts.length > 0 ? scripts(options) : all, options.only, target);
  if (cases.length === 0) throw new UsageError(`no case of ${parts.join(', ')} fits --only ${options.only.join(' ')}`);
  const expected = expectedFailures(options, [...all, ...cases]);
  const startedAt = new Date().toISOString();
  const startMs = performance.now();
  const unreachable = await unreachableParts(target, options.timeoutMs);
  const progress = new Progress(around.stderr);
  const results = await run(cases, {
    target,
    names: new Names(Date.now()),
    seed: options.seed,
    replyMs: options.timeoutMs,
    jobs: options.jobs,
    ...(options.hook !== undefined && { hook: new Hook(resolve(options.hook), options.hookTimeoutMs) }),
    unreachable,
    signal: around.signal,
    onGone: (part, why) => unreachable.set(part, why),
    onResult: (result, left) => progress.show(result, left),
  });
  progress.clear();
  const report = growReport(results, {
    version: kitVersion(),
    startedAt,
    seconds: (performance.now() - startMs) / 1000,
    seed: options.seed,
    profile,
    expected,
    targets: parts.map((part) => {
      const why = unreachable.get(part);
      return { part, where: whereIs(part, target) ?? '', ...(why !== undefined && { unreachable: why }) };
    }),
  });
  write(report, options, around);
  if (around.signal.aborted) return ExitCode.interrupted;
  if (unreachable.size > 0) return ExitCode.unreachable;
  return exitCodeOf(report);
}

/** The cases that the given files hold. */
function scripts({ scripts: files }: Options): AnyCase[] {
  return files.map((file) => {
    try {
      return scriptCase(basename(file, '.json'), parseScript(readFileSync(file, 'utf8')));
    } catch (error) {
      throw new UsageError(`--script ${file}: ${(error as Error).message}`);
    }
  });
}

function expectedFailures(options: Options, cases: readonly AnyCase[]): Set<string> {
  if (options.expected === undefined) return new Set();
  try {
    return parseExpectedFailures(readFileSync(options.expected, 'utf8'), new Set(cases.map(({ id }) => id)));
  } catch (error) {
    throw new UsageError(`--expected ${options.expected}: ${(error as Error).message}`);
  }
}

function write(report: Report, options: Options, { stdout }: Surroundings): void {
  stdout.write(formatted(report, options.format, options));
  for (const { format, file } of options.outputs) {
    try {
      writeFileSync(file, formatted(report, format, { verbose: true }));
    } catch (error) {
      throw new UsageError(`--output ${format}:${file}: ${(error as Error).message}`);
    }
  }
}

function exitCodeOf({ cases }: Report): ExitCode {
  if (cases.some(({ outcome }) => outcome === 'error')) return ExitCode.kit;
  const failed = cases.some(({ outcome }) => outcome === 'failed' || outcome === 'unexpected pass');
  // What blocks the cases that were chosen may be judged by none of them.
  const blocked =
    cases.some(({ why }) => why?.startsWith('blocked: ')) && cases.every(({ verdict }) => verdict !== 'fail');
  return failed || blocked ? ExitCode.failed : ExitCode.ok;
}
