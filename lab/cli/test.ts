import { cpSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUGS } from '../../sim/bugs/catalogue.ts';
import { hostNames, Laboratory } from '../laboratory.ts';
import type { Package } from '../parts/part.ts';
import { Site, site } from '../site/site.ts';
import { pageText } from '../table/page.ts';
import { tableText } from '../table/table.ts';
import { finish } from '../tests/finish.ts';
import { type LabTest, TESTS } from '../tests/index.ts';
import { Trial } from '../tests/trial.ts';
import { interrupted } from './interrupted.ts';
import { type TestOptions, UsageError } from './options.ts';
import type { Say } from './say.ts';
import { sayVerdict } from './sayVerdict.ts';

/** What tests need beside what the parts need. */
export const TEST_PACKAGES: readonly Package[] = [
  { debian: 'ffmpeg', program: 'ffmpeg' },
  { debian: 'chromium', program: 'chromium' },
];

/** The tests of these names, in their own order; all when none is named. Throws a `UsageError` for a name that is none's. */
export function testsOf(names: readonly string[]): LabTest[] {
  const strange = names.find((name) => !TESTS.some((test) => test.name === name));
  if (strange !== undefined) {
    throw new UsageError(`there is no test ${strange}; there are: ${TESTS.map(({ name }) => name).join(', ')}`);
  }
  return TESTS.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** Brings a site up, runs tests on it and has it judged; resolves to whether all is well. */
export async function test(
  tests: readonly LabTest[],
  options: TestOptions,
  say: Say,
  interrupt: AbortSignal,
): Promise<boolean> {
  const startMs = performance.now();
  const { seed } = options;
  say(`seed ${seed}; the same moments and victims again: npm run lab -- test --seed ${seed}`);
  await using laboratory = await Laboratory.open(hostNames(site.hosts));
  try {
    const isWell = await interrupted(runAll(laboratory, tests, options, say), interrupt);
    say(`${isWell ? 'all is well' : 'FAILED'} after ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
    if (!isWell) say(`the logs of the hosts are in ${keepLogs(laboratory)}`);
    return isWell;
  } catch (error) {
    if (!interrupt.aborted) say(`the logs of the hosts are in ${keepLogs(laboratory)}`);
    throw error;
  }
}

async function runAll(
  laboratory: Laboratory,
  tests: readonly LabTest[],
  { seed, table, bug }: TestOptions,
  say: Say,
): Promise<boolean> {
  const planted = BUGS.find(({ name }) => name === bug);
  if (planted !== undefined) say(`planted: ${planted.what} That breaks ${planted.statements.join(' and ')}`);
  const trial = new Trial(await Site.up(laboratory.hosts, bug, say), seed, say);
  const failed: string[] = [];
  // What does not work does not keep the oracles from saying why.
  const tries = async (name: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      failed.push(name);
      say(`${name} FAILED: ${(error as Error).message}`);
      return false;
    }
  };
  const works = await tries('the clients', () => trial.load.ask({ ask: 'work' }));
  for (const { name, run } of works ? tests : []) {
    if (!(await tries(name, () => run(trial)))) await trial.site.allWell();
  }
  const outcome = await finish(trial, tries);
  const { violations, differences } = outcome;
  sayVerdict(outcome, trial.stalls, planted, say);
  if (trial.rows.length > 0) {
    process.stdout.write(`\n${tableText(trial.rows)}\n`);
    if (table !== undefined) writeFileSync(table, pageText(trial.rows, seed));
  }
  if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
  else say(`${tests.length} of ${tests.length} tests passed`);
  return failed.length === 0 && violations.length === 0 && differences.length === 0;
}

/** Keeps what the hosts logged, for whoever wants to know why; resolves to the folder. */
function keepLogs(laboratory: Laboratory): string {
  const folder = mkdtempSync(join(tmpdir(), 'tnv-lab-logs-'));
  for (const host of laboratory.hosts) {
    const logs = join(host.disk, 'upper/var/log');
    if (existsSync(logs)) cpSync(logs, join(folder, host.name), { recursive: true });
  }
  return folder;
}
