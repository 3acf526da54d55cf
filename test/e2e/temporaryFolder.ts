import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In memory, where a system has that. */
const MEMORY = '/dev/shm';

/** A fresh folder that is removed when it goes out of scope (`await using`). */
export function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  return folderIn(tmpdir());
}

/** Such a folder in memory if possible, for daemons that are not to wait for a busy disk. */
export function temporaryFolderInMemory(): Promise<{ path: string } & AsyncDisposable> {
  return folderIn(existsSync(MEMORY) ? MEMORY : tmpdir());
}

async function folderIn(place: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(place, 'tnv-e2e-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
