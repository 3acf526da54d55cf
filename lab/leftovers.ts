import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LabFolder, labFolders } from './folders.ts';
import { removeBranch } from './fresh/controlGroup.ts';

const END_MS = 20_000;
const POLL_MS = 50;

/** Processes whose environment names a disk that is or is below `folder`: all that a laboratory starts have it. */
export function processesOf(folder: string): number[] {
  const marks = [`TNV_LAB=${folder}/`, `TNV_LAB=${folder}\0`];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && marks.some((mark) => environmentOf(pid).includes(mark)));
}

/** Ends all processes of a laboratory whose owner is gone, and removes its folder. Its namespaces go with its processes. */
export async function removeLaboratory(folder: string): Promise<void> {
  const untilMs = performance.now() + END_MS;
  for (;;) {
    const left = processesOf(folder);
    if (left.length === 0) break;
    if (performance.now() > untilMs) throw new Error(`these processes of ${folder} do not end: ${left.join(' ')}`);
    for (const pid of left) end(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
  await removeBranch(basename(folder));
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: POLL_MS });
}

/** Removes what laboratories left that are not there any more; resolves to their folders. */
export async function removeLeftovers(): Promise<string[]> {
  const dead = labFolders().filter(({ isAlive }) => !isAlive);
  for (const { path } of dead) await removeLaboratory(path);
  return dead.map(({ path }) => path);
}

/** Asks the laboratories that run to end, and waits until they have. Resolves to those that were asked. */
export async function endRunning(): Promise<LabFolder[]> {
  const running = labFolders().filter(({ isAlive }) => isAlive);
  for (const { owner } of running) end(owner, 'SIGTERM');
  const untilMs = performance.now() + END_MS;
  const paths = new Set(running.map(({ path }) => path));
  while (labFolders().some(({ path, isAlive }) => isAlive && paths.has(path))) {
    if (performance.now() > untilMs) throw new Error(`process ${running.map(({ owner }) => owner)} does not end`);
    await sleep(POLL_MS);
  }
  return running;
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch (error) {
    // Gone meanwhile; or not even root's to look at, so none of a laboratory's.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
