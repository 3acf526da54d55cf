import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { labFolders } from '../folders.ts';
import { childrenOf } from '../host/hostProcess.ts';
import { processesOf } from '../leftovers.ts';
import { UsageError } from './options.ts';

/** Runs a command, or a shell, on a host of the laboratory that is up; resolves to its exit code. */
export async function shell(host: string, words: readonly string[]): Promise<number> {
  const [folder, ...others] = labFolders().filter(({ isAlive }) => isAlive);
  if (folder === undefined) throw new UsageError('no laboratory is up; bring one up with: npm run lab -- up');
  if (others.length > 0) {
    const owners = [folder, ...others].map(({ owner }) => owner).join(', ');
    throw new UsageError(`nobody knows which ${host} is meant: laboratories are up by the processes ${owners}`);
  }
  const pid = initOf(`${folder.path}/${host}`);
  if (pid === undefined) throw new UsageError(`there is no host ${host} with power in ${folder.path}`);
  const command = words.length === 0 ? [process.env.SHELL ?? 'sh'] : words;
  const inside = [`--target=${pid}`, '--mount', '--uts', '--net', '--pid', '--ipc', '--'];
  const child = spawn('nsenter', [...inside, ...command], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return (code as number | null) ?? 1;
}

/** Process 1 of a host: the child of the process that made its namespaces. */
function initOf(disk: string): number | undefined {
  const maker = processesOf(disk).find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'unshare');
  return maker === undefined ? undefined : childrenOf(maker)[0];
}
