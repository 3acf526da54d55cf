import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { interrupted } from '../cli/interrupted.ts';
import type { Say } from '../cli/say.ts';
import { runCommand } from '../host/runCommand.ts';
import { removeLaboratory } from '../leftovers.ts';

/** The releases of Debian that the page is for. */
export const RELEASES = ['trixie', 'bookworm'] as const;
export type Release = (typeof RELEASES)[number];

/** What no Debian installer leaves out. */
const INCLUDED = 'systemd,systemd-sysv,dbus,ca-certificates,iproute2';
const MADE_MS = 1_800_000;

/**
 * The folder of a Debian as its installer leaves it. It is made the first time, by debootstrap, and kept; whoever uses it
 * leaves it as it is.
 */
export async function freshDebian(release: Release, mirror: string, say: Say, interrupt: AbortSignal): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tnv-lab');
  const folder = join(cache, `debian-${release}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  await removeHalfMade(cache);
  const part = `${folder}.part-${process.pid}`;
  say(`making a fresh Debian (${release}) from ${mirror}; it is kept in ${folder} ...`);
  // What it mounts ends with it, however it ends.
  const where = ['setpriv', '--pdeathsig', 'SIGKILL', 'unshare', '--mount', '--propagation', 'private'];
  const alone = [...where, '--pid', '--fork', '--kill-child', '--mount-proc'];
  const command = ['debootstrap', '--variant=minbase', `--include=${INCLUDED}`, release, part, mirror];
  try {
    const env = { TNV_LAB: part };
    await interrupted(runCommand(alone, command, { timeoutMs: MADE_MS, env }), interrupt);
    renameSync(part, folder);
  } catch (error) {
    await removeLaboratory(part);
    throw error;
  }
  return folder;
}

/** Removes what runs that were killed left. */
async function removeHalfMade(cache: string): Promise<void> {
  for (const name of readdirSync(cache)) {
    const [, pid] = /\.part-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await removeLaboratory(join(cache, name));
  }
}
