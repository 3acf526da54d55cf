import { execFile } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const MEGABYTES = 256;
const REMOUNT_TRIES = 40;
const REMOUNT_PAUSE_MS = 50;
const BALLAST_CHUNK = Buffer.alloc(1024 * 1024, 7);

/** The folder that the storages of a group share; a small file system of its own when this process has its own mounts. */
export class Volume {
  /** What the storages are told, and what their rows begin with. */
  readonly text: string;
  readonly #mount: string;
  readonly isMounted: boolean;

  private constructor(text: string, mount: string, isMounted: boolean) {
    this.text = text;
    this.#mount = mount;
    this.isMounted = isMounted;
  }

  /** `folder` is beside the folder of the configurations. */
  static async make(folder: string, name: string): Promise<Volume> {
    const mount = join(folder, name);
    mkdirSync(mount);
    const isMounted = process.env.TNV_SOAK_MOUNTS === 'own' && (await mountTmpfs(mount));
    mkdirSync(join(mount, 'files'));
    return new Volume(`../${name}/files`, mount, isMounted);
  }

  get #files(): string {
    return join(this.#mount, 'files');
  }

  get #ballast(): string {
    return join(this.#mount, 'ballast');
  }

  /** Leaves no room on it. */
  fill(): void {
    const file = openSync(this.#ballast, 'w');
    try {
      for (let size = BALLAST_CHUNK.length; size >= 1; ) {
        try {
          writeSync(file, BALLAST_CHUNK, 0, size);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          size = size > 4096 ? size >> 1 : 0;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.#ballast, { force: true });
  }

  /** Nothing can be changed on it. Resolves to false when the system did not let us: somebody writes all the time. */
  async protect(): Promise<boolean> {
    if (!this.isMounted) {
      this.#allow(0o555);
      return true;
    }
    for (let tries = 0; tries < REMOUNT_TRIES; tries++) {
      try {
        await run('mount', ['-o', 'remount,ro', this.#mount]);
        return true;
      } catch {
        await sleep(REMOUNT_PAUSE_MS);
      }
    }
    return false;
  }

  async release(): Promise<void> {
    if (this.isMounted) await run('mount', ['-o', 'remount,rw', this.#mount]);
    else this.#allow(0o755);
  }

  #allow(mode: number): void {
    for (const entry of readdirSync(this.#files, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), mode);
    }
  }

  /** Paths of what is there, below the store path and beginning with a slash. */
  get paths(): string[] {
    return readdirSync(this.#files, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.#files.length));
  }

  get staged(): string[] {
    return this.paths.filter((path) => path.startsWith('/.tnv/'));
  }

  /** All files with their content. */
  get files(): Map<string, Uint8Array> {
    return new Map(this.paths.map((path) => [path, readFileSync(join(this.#files, path))]));
  }

  async stop(): Promise<void> {
    if (this.isMounted) await run('umount', ['--lazy', this.#mount]);
  }
}

async function mountTmpfs(mount: string): Promise<boolean> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tnv-soak', mount]);
    return true;
  } catch {
    return false;
  }
}
