import { existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMachine, loadAverage } from './machine.ts';
import { measure, type Result } from './measure.ts';
import { type BenchOptions, HELP, readOptions, UsageError } from './options.ts';
import { PARTS } from './parts.ts';
import { Stage, type Volumes } from './stage.ts';
import { markdown, type Report, summary } from './table.ts';

const MEMORY = '/dev/shm';
const MEMORY_BYTES_MIN = 4 * 1024 ** 3;

process.exitCode = await main();

async function main(): Promise<number> {
  let options: BenchOptions | 'help';
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench: ${error.message}\nbench: --help tells all options\n`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const report = await run(options, interrupt.signal);
    if (report === undefined) return 130;
    mkdirSync(options.out, { recursive: true });
    writeFileSync(join(options.out, 'benchmarks.md'), markdown(report));
    writeFileSync(join(options.out, 'benchmarks.json'), `${JSON.stringify(report, undefined, 2)}\n`);
    process.stderr.write(`bench: wrote ${join(options.out, 'benchmarks.md')} and benchmarks.json beside it\n`);
    return 0;
  } catch (error) {
    if (interrupt.signal.aborted) return 130;
    process.stderr.write(`bench: ${(error as Error).stack ?? error}\n`);
    return 1;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** undefined when it was interrupted. */
async function run(options: BenchOptions, signal: AbortSignal): Promise<Report | undefined> {
  const loadBefore = loadAverage();
  const volumes = findVolumes();
  const stage = new Stage(volumes, options.mariadb);
  const results: Result[] = [];
  try {
    for (const part of options.parts) {
      say(`${part}: preparing ...`);
      for (const measurement of await PARTS[part](stage)) {
        for (const connections of measurement.connections) {
          const progress = (subject: string, round: number): void => {
            signal.throwIfAborted();
            const what = `${measurement.name}, ${connections} ×: ${subject}, round ${round} of ${options.pace.rounds}`;
            if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
          };
          const result = await measure(measurement, connections, options.pace, stage.load, progress);
          results.push(result);
          say(summary(result));
        }
      }
    }
    const machine = await describeMachine(volumes, options.mariadb ? 'MariaDB' : 'embedded (SQLite)');
    return { madeAt: new Date().toISOString(), machine, ...options.pace, loadBefore, results };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    say('cleaning up ...');
    await stage.stop();
  }
}

function say(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${text}\n`);
}

/** In memory where there is room for it, else on the disk as well. */
function findVolumes(): Volumes {
  const disk = tmpdir();
  if (!existsSync(MEMORY)) return { memory: disk, disk };
  const { bavail, bsize } = statfsSync(MEMORY);
  return { memory: bavail * bsize >= MEMORY_BYTES_MIN ? MEMORY : disk, disk };
}
