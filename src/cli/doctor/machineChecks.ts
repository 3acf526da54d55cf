import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Finding } from '../../store/mysql/schema/finding.ts';
import type { ConfiguredDaemon } from '../configFiles.ts';

const NODE_MIN = [22, 13] as const;
/** Files that a daemon needs beside those of its connections: log, databases, cache, modules. */
const FILES_BASE = 200;
/** A clock before this program was made is wrong. */
const EARLIEST_MS = Date.UTC(2024, 0, 1);

/** Node.js, limits, name and clock of this machine. */
export function checkMachine(daemons: readonly ConfiguredDaemon[]): Finding[] {
  return [checkNode(process.versions.node), ...checkFiles(daemons, openFilesMax()), checkName(), checkYear(Date.now())];
}

/** Whether this version of Node.js is new enough. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const what = `Node.js ${version}`;
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]))
    return { level: 'ok', what, text: 'new enough' };
  return {
    level: 'problem',
    what,
    text: `older than ${NODE_MIN.join('.')}`,
    advice: 'install a newer one, or use ./install.sh',
  };
}

/** Whether each daemon may open as many files as its connections need. */
export function checkFiles(daemons: readonly ConfiguredDaemon[], filesMax: number | undefined): Finding[] {
  if (filesMax === undefined) return [];
  const what = `limit of open files ${filesMax}`;
  const short = daemons.flatMap((daemon) => {
    const needed = filesNeeded(daemon);
    return needed <= filesMax ? [] : [`${daemon.kind} (${daemon.file}) needs ${needed}`];
  });
  if (short.length === 0) return [{ level: 'ok', what, text: 'enough for tnv_max_connections' }];
  const advice = 'raise it (LimitNOFILE= in the unit, ulimit -n in a shell) or lower tnv_max_connections';
  return [{ level: 'warning', what, text: `too low: ${short.join(', ')}`, advice }];
}

/** A storage has a file open, and a gateway a connection, for each connection that asks for one. */
function filesNeeded({ kind, settings }: ConfiguredDaemon): number {
  const perConnection = kind === 'storage' || kind === 'http' ? 2 : 1;
  return settings.config.limits.connectionsMax * perConnection + FILES_BASE;
}

/** Node.js raises its own limit as far as it may. */
function openFilesMax(): number | undefined {
  try {
    const [, max] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return max === undefined || max === 'unlimited' ? undefined : Number(max);
  } catch {
    // No Linux: it is not known.
    return undefined;
  }
}

function checkName(): Finding {
  const name = hostname();
  const what = `host name ${name}`;
  if (name !== '' && name !== 'localhost') return { level: 'ok', what, text: 'names this machine among trackers' };
  return {
    level: 'warning',
    what,
    text: 'every machine is called so: storages on two of them would be taken for one',
    advice: 'set tnv_hostname, or the name of the machine (hostnamectl set-hostname)',
  };
}

/** Whether the clock is set at all. */
export function checkYear(nowMs: number): Finding {
  const what = `clock ${new Date(nowMs).toISOString()}`;
  if (nowMs >= EARLIEST_MS) return { level: 'ok', what, text: 'is set' };
  return {
    level: 'problem',
    what,
    text: 'is far in the past',
    advice: 'set it, and keep it with chrony or systemd-timesyncd',
  };
}
