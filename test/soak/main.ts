import { ensureBinary, findBinary } from '../services/binary.ts';
import { HELP, readOptions, type SoakOptions, UsageError } from './options.ts';
import { soak } from './soak.ts';
import { SoakPage } from './soakPage.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  let options: SoakOptions | 'help';
  try {
    options = readOptions(process.argv.slice(2), Date.now());
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`soak: ${error.message}\nsoak: --help tells all options\n`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const missing =
    (await ensureBinary('mariadbd', 'mariadb-server')) ?? (await ensureBinary('redis-server', 'redis-server'));
  if (missing !== undefined) {
    process.stderr.write(`soak: ${missing}\n`);
    return 2;
  }
  if (findBinary('faketime') === undefined) await ensureBinary('faketime', 'faketime');
  return run(options);
}

async function run(options: SoakOptions): Promise<number> {
  const interrupt = new AbortController();
  const page = new SoakPage(options);
  const onSignal = (): void => {
    page.say('interrupted; cleaning up ...');
    interrupt.abort();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  page.begin();
  try {
    const report = await soak(options, page, interrupt.signal);
    if (report === undefined) return 130;
    page.show(report);
    return report.violations.length === 0 ? 0 : 1;
  } catch (error) {
    page.say(`the soak could not run: ${(error as Error).stack ?? error}`);
    return interrupt.signal.aborted ? 130 : 2;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
