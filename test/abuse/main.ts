import { writeFileSync } from 'node:fs';
import { ensureBinary } from '../services/binary.ts';
import { abuse, KIND_NAMES } from './abuse.ts';
import { type AbuseOptions, help, readOptions, UsageError } from './options.ts';
import { AbusePage } from './page.ts';
import { isSound, slowOnes } from './report.ts';
import { markdown, verdict } from './tables.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  let options: AbuseOptions | 'help';
  try {
    options = readOptions(process.argv.slice(2), Date.now(), KIND_NAMES);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`abuse: ${error.message}\nabuse: --help tells all options\n`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(help(KIND_NAMES));
    return 0;
  }
  if (options.mariadb) {
    const missing =
      (await ensureBinary('mariadbd', 'mariadb-server')) ?? (await ensureBinary('redis-server', 'redis-server'));
    if (missing !== undefined) {
      process.stderr.write(`abuse: ${missing}\n`);
      return 2;
    }
  }
  return run(options);
}

async function run(options: AbuseOptions): Promise<number> {
  const interrupt = new AbortController();
  const page = new AbusePage(options.json ? process.stderr : process.stdout);
  const onSignal = (): void => {
    page.say('interrupted; cleaning up ...');
    interrupt.abort();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  page.say(`abuse: seed ${options.seed}, ${options.durationMs / 60_000} minutes`);
  try {
    const args = process.argv.slice(2).map((arg) => (arg.includes(' ') ? `'${arg}'` : arg));
    const report = await abuse(options, ['npm run abuse --', ...args].join(' '), page, interrupt.signal);
    if (report === undefined) return 130;
    page.say(verdict(report));
    if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    if (options.markdown !== undefined) writeFileSync(options.markdown, `${markdown(report)}\n`);
    if (!isSound(report)) return 1;
    return slowOnes(report, 'medianMs').length === 0 ? 0 : 3;
  } catch (error) {
    if (interrupt.signal.aborted) return 130;
    page.say(`abuse could not run: ${(error as Error).stack ?? error}`);
    return 2;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
