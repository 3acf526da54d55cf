import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^tnv-test-(\d+)-/;

/** A fresh folder for a service. Its name tells whose it is, so that those of killed test runs are removed here. */
export function makeServiceFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(NAME.exec(name)?.[1]);
    if (owner > 0 && !isAlive(owner)) removeServiceFolder(join(tmpdir(), name));
  }
  return mkdtempSync(join(tmpdir(), `tnv-test-${process.pid}-`));
}

export function removeServiceFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
