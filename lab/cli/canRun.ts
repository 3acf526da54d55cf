import { accessSync, constants } from 'node:fs';
import { ensurePackages } from '../packages.ts';
import type { Package } from '../parts/part.ts';

/** Why nobody can have to do with laboratories here; undefined when that is possible. */
export function whyNotHere(): string | undefined {
  if (process.platform !== 'linux') return `it needs Linux; this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'it needs root, for namespaces, mounts and network interfaces: sudo npm run lab';
  return undefined;
}

/** Why a laboratory cannot be brought up on this machine; undefined when it can. Installs packages that are missing. */
export async function whyNotUp(packages: readonly Package[]): Promise<string | undefined> {
  if (!exists('/dev/fuse')) return 'there is no /dev/fuse, which GlusterFS mounts need: modprobe fuse';
  return ensurePackages(packages);
}

function exists(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
