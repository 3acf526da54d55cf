import { DiskError } from '../../src/host/disk.ts';
import type { Prng } from '../prng.ts';
import { Gate } from './gate.ts';
import { SimFile } from './simFile.ts';
import { SimFolder, type SimNode } from './simFolder.ts';
import { SplitBrain } from './splitBrain.ts';

/** What a crash leaves of what was not synced: nothing, all, or what chance decides. */
export type CrashedDisk = 'lost' | 'kept' | 'torn';

/** Files and folders below one root: a disk, or a volume that several machines share. */
export class SimTree {
  readonly root = new SimFolder(0);
  /** Closed while it answers nobody. */
  readonly gate = new Gate();
  readonly splitBrain = new SplitBrain();
  /** Told of every change of the free space. */
  onRoom: ((freeBytes: number) => void) | undefined;
  #capacityBytes: number;
  #used = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  get capacityBytes(): number {
    return this.#capacityBytes;
  }

  set capacityBytes(bytes: number) {
    this.#capacityBytes = bytes;
    this.onRoom?.(this.freeBytes);
  }

  get freeBytes(): number {
    return Math.max(0, this.capacityBytes - this.#usedBytes);
  }

  get #usedBytes(): number {
    return this.#used;
  }

  set #usedBytes(bytes: number) {
    this.#used = bytes;
    this.onRoom?.(this.freeBytes);
  }

  /** The node at `path` (its names, from the root on), undefined when there is none. */
  find(path: readonly string[]): SimNode | undefined {
    let node: SimNode | undefined = this.root;
    for (const name of path) {
      if (node?.kind !== 'folder') return undefined;
      node = node.get(name);
    }
    return node;
  }

  /** The folder at `path`. Throws a `DiskError` of reason `missing`. */
  folder(path: readonly string[]): SimFolder {
    const node = this.find(path);
    if (node?.kind !== 'folder') throw new DiskError('missing', `no folder /${path.join('/')}`);
    return node;
  }

  /** Gives `file` one more name. Throws a `DiskError` of reason `exists` or `missing`. */
  link(path: readonly string[], file: SimFile, nowMs: number): void {
    const folder = this.folder(path.slice(0, -1));
    const name = path.at(-1);
    if (name === undefined || folder.get(name) !== undefined)
      throw new DiskError('exists', `/${path.join('/')} exists`);
    folder.set(name, file, nowMs);
    file.links++;
  }

  /** Takes a name away. Throws a `DiskError` of reason `missing`, `io` for a folder. */
  unlink(path: readonly string[], nowMs: number): void {
    const file = this.find(path);
    if (file === undefined) throw new DiskError('missing', `no file /${path.join('/')}`);
    if (file.kind === 'folder') throw new DiskError('io', `/${path.join('/')} is a folder`);
    this.folder(path.slice(0, -1)).delete(path.at(-1) as string, nowMs);
    file.links--;
    if (file.links === 0) this.#usedBytes -= file.size;
  }

  /** Makes the folders of `path`; returns how many names of it were there before. Throws a `DiskError`. */
  makeFolders(path: readonly string[], nowMs: number): number {
    let there = 0;
    let folder = this.root;
    for (const [depth, name] of path.entries()) {
      const next = folder.get(name);
      if (next?.kind === 'file') {
        throw new DiskError(depth === path.length - 1 ? 'exists' : 'missing', `/${path.join('/')}: ${name} is a file`);
      }
      if (next !== undefined) there++;
      const made = next ?? new SimFolder(nowMs);
      if (next === undefined) folder.set(name, made, nowMs);
      folder = made;
    }
    return there;
  }

  /** Appends as much of `bytes` as there is room for, which nobody may change afterwards. Throws a `DiskError` of reason `full` when it is not all. */
  append(file: SimFile, bytes: Buffer, nowMs: number): void {
    const room = file.links === 0 ? bytes.length : Math.min(bytes.length, this.freeBytes);
    file.append(bytes.subarray(0, room), nowMs);
    if (file.links > 0) this.#usedBytes += room;
    if (room < bytes.length) throw new DiskError('full', 'no space is left on the disk');
  }

  /** The power of the disk went. */
  crash(how: CrashedDisk, prng: Prng): void {
    if (how === 'kept') return;
    const files = new Set<SimFile>();
    const visit = (folder: SimFolder): void => {
      folder.crash(how === 'torn' ? prng : undefined);
      for (const node of folder.entries.values()) {
        if (node.kind === 'folder') {
          visit(node);
        } else {
          if (!files.has(node)) node.links = 0;
          node.links++;
          files.add(node);
        }
      }
    };
    visit(this.root);
    this.#usedBytes = 0;
    for (const file of files) {
      loseUnsynced(file, how === 'torn' ? prng : undefined);
      this.#usedBytes += file.size;
    }
  }

  /** Those of `files` lose what was not synced: their writer's machine crashed, the disk itself did not. */
  loseWrites(files: Iterable<SimFile>): void {
    for (const file of files) {
      const before = file.size;
      loseUnsynced(file);
      if (file.links > 0) this.#usedBytes -= before - file.size;
    }
  }

  /** Puts a durable file at `path`, and durable folders above it, to begin with. */
  put(path: string, content: Uint8Array): void {
    const names = namesOf(path);
    this.makeFolders(names.slice(0, -1), 0);
    const file = new SimFile(0);
    this.link(names, file, 0);
    this.append(file, Buffer.from(content), 0);
    file.durableSize = file.size;
    this.#settle(names.slice(0, -1));
  }

  /** Puts a durable folder at `path`, and those above it, to begin with. */
  putFolder(path: string): void {
    this.makeFolders(namesOf(path), 0);
    this.#settle(namesOf(path));
  }

  /** The content of every file below `path`, by its path in this tree, in order. */
  files(path = '/'): Map<string, Buffer> {
    return new Map([...this.#named(path)].map(([name, file]) => [name, file.content()]));
  }

  /** Every file, once, in the order of its first name. */
  everyFile(): SimFile[] {
    return [...new Set(this.#named('/').values())];
  }

  #named(path: string): Map<string, SimFile> {
    const found = new Map<string, SimFile>();
    const visit = (node: SimNode | undefined, names: readonly string[]): void => {
      if (node?.kind === 'file') found.set(`/${names.join('/')}`, node);
      else if (node !== undefined)
        for (const name of [...node.entries.keys()].sort()) visit(node.get(name), [...names, name]);
    };
    visit(this.find(namesOf(path)), namesOf(path));
    return found;
  }

  #settle(path: readonly string[]): void {
    for (let depth = 0; depth <= path.length; depth++) {
      const folder = this.folder(path.slice(0, depth));
      folder.settle(folder.changes());
    }
  }
}

/** The names an absolute path consists of. Throws a `DiskError` of reason `io` for any other path. */
export function namesOf(path: string): string[] {
  const parts = path.split('/');
  if (parts[0] !== '' || parts.includes('..')) throw new DiskError('io', `not an absolute path: ${path}`);
  return parts.filter((name) => name !== '' && name !== '.');
}

/** Keeps what is durable; with `prng` perhaps more, and perhaps zeros where bytes had not been written yet. */
function loseUnsynced(file: SimFile, prng?: Prng): void {
  if (file.durableSize === file.size) return;
  const kept = prng === undefined ? file.durableSize : prng.between(file.durableSize, file.size);
  const right = prng?.chance(0.5) ? prng.between(file.durableSize, kept) : kept;
  file.tear(kept, right);
}
