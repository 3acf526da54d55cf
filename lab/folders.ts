import { accessSync, constants, existsSync, mkdtempSync, readdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStart } from './processStart.ts';

const NAME = /^tnv-lab-(\d+)-(\d+)-/;
const MEMORY = '/dev/shm';
const ROOM_BYTES = 6 * 2 ** 30;

/** Where laboratories have their folders: where TMPDIR says, else in memory if there is room. Others are not seen. */
function basesOfFolders(): string[] {
  return process.env.TMPDIR === undefined
    ? [...new Set([MEMORY, tmpdir()])].filter((base) => existsSync(base))
    : [tmpdir()];
}

/** A fresh folder for the disks of a laboratory; its name tells whose it is. */
export function makeLabFolder(): string {
  const base = process.env.TMPDIR === undefined && hasRoom(MEMORY) ? MEMORY : tmpdir();
  return mkdtempSync(join(base, `tnv-lab-${process.pid}-${processStart(process.pid)}-`));
}

/** The folder of a laboratory, and who runs it. */
export interface LabFolder {
  readonly path: string;
  readonly owner: number;
  /** Whether it runs; else the folder is a leftover. */
  readonly isAlive: boolean;
}

/** The folders of all laboratories of this machine. */
export function labFolders(): LabFolder[] {
  return basesOfFolders().flatMap((base) =>
    readdirSync(base).flatMap((name) => {
      const [, pid, start] = NAME.exec(name) ?? [];
      if (pid === undefined) return [];
      return [{ path: join(base, name), owner: Number(pid), isAlive: processStart(Number(pid)) === start }];
    }),
  );
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return false;
  }
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > ROOM_BYTES;
}
