import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { findBinary } from '../test/services/binary.ts';
import type { Volumes } from './stage.ts';

const GIB = 1024 ** 3;

/** A line each: the machine, the systems on it, and where the files are. */
export async function describeMachine(volumes: Volumes, database: string): Promise<string[]> {
  const model = cpus()[0]?.model.trim() || 'unknown';
  return [
    `processors: ${availableParallelism()} × ${model}`,
    `memory: ${(totalmem() / GIB).toFixed(0)} GiB`,
    `system: ${systemName()}, Linux ${release()}`,
    `Node.js: ${process.versions.node}`,
    `nginx: ${await nginxVersion()}`,
    `database: ${database}`,
    `in memory: ${volumes.memory} (${await fileSystemOf(volumes.memory)})`,
    `on disk: ${volumes.disk} (${await fileSystemOf(volumes.disk)})`,
  ];
}

/** The load average of the last minute: what else the machine does makes numbers worse. */
export function loadAverage(): number {
  return Number(readFileSync('/proc/loadavg', 'latin1').split(' ')[0]);
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}

async function nginxVersion(): Promise<string> {
  const path = findBinary('nginx');
  if (path === undefined) return 'none';
  const { stderr } = await promisify(execFile)(path, ['-v']);
  return /nginx\/(\S+)/.exec(stderr)?.[1] ?? stderr.trim();
}

async function fileSystemOf(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)('stat', ['--file-system', '--format=%T', folder]);
  return stdout.trim();
}
