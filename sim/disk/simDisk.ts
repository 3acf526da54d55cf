import { type Disk, DiskError, type Entry, type ReadableFile, type WritableFile } from '../../src/host/disk.ts';
import type { Life } from '../host/life.ts';
import type { Kernel } from '../kernel.ts';
import type { Mount } from '../machine.ts';
import type { Prng } from '../prng.ts';
import { CHANGES, type DiskFaults, type DiskOperation } from './diskFaults.ts';
import { SimFile } from './simFile.ts';
import type { SimFolder } from './simFolder.ts';
import { namesOf, type SimTree } from './simTree.ts';

/** Volumes by the folders where they are found. */
export type Mounts = ReadonlyMap<string, Mount>;

interface MountPoint {
  readonly mountedAt: string;
  /** The names its path consists of. */
  readonly at: readonly string[];
  readonly mount: Mount;
}

/** What a `SimDisk` stands on. */
export interface DiskParts {
  readonly life: Life;
  readonly kernel: Kernel;
  readonly prng: Prng;
  readonly faults: DiskFaults;
  readonly tree: SimTree;
  readonly mounts: Mounts;
  readonly wallMs: () => number;
}

const ENTRY_MS = [0.02, 0.2] as const;
const SYNC_MS = [0.5, 5] as const;
const BYTES_PER_MS = 500_000;

/** The disk as one process sees it. Each operation takes effect at the end of the time it takes. */
export class SimDisk implements Disk {
  readonly #parts: DiskParts;
  /** Where volumes are, the deepest first. */
  readonly #points: readonly MountPoint[];
  readonly #open = new Set<string>();
  /** Volumes that were gone when the process started. */
  readonly #missed: ReadonlySet<Mount>;
  readonly #written = new Map<SimFile, SimTree>();
  #handles = 0;

  constructor(parts: DiskParts) {
    this.#parts = parts;
    this.#points = [...parts.mounts]
      .map(([mountedAt, mount]) => ({ mountedAt, at: namesOf(mountedAt), mount }))
      .sort((left, right) => right.at.length - left.at.length);
    this.#missed = new Set([...parts.mounts.values()].filter(({ state }) => state === 'gone'));
  }

  /** Files the process has open, as `path #number`. */
  get openFiles(): ReadonlySet<string> {
    return this.#open;
  }

  create(path: string): Promise<WritableFile> {
    return this.#perform('create', path, ENTRY_MS, () => {
      const { tree, names } = this.#locate(path);
      const file = new SimFile(this.#parts.wallMs());
      tree.link(names, file, this.#parts.wallMs());
      this.#written.set(file, tree);
      return this.#writable(path, tree, file);
    });
  }

  open(path: string): Promise<ReadableFile> {
    return this.#perform('open', path, ENTRY_MS, () => {
      const { tree } = this.#locate(path);
      const file = this.#file(path);
      tree.splitBrain.mustAgree(file);
      return this.#readable(path, tree, file);
    });
  }

  stat(path: string): Promise<Entry | undefined> {
    return this.#perform('stat', path, ENTRY_MS, () => {
      const { tree, names } = this.#locate(path);
      const node = tree.find(names);
      if (node === undefined) return undefined;
      return { kind: node.kind, size: node.kind === 'file' ? node.size : 0, modifiedMs: node.modifiedMs };
    });
  }

  link(existing: string, added: string): Promise<void> {
    return this.#perform('link', added, ENTRY_MS, () => {
      const file = this.#file(existing);
      const { tree, names } = this.#locate(added);
      tree.splitBrain.mustAgree(file);
      if (tree !== this.#locate(existing).tree)
        throw new DiskError('io', `${existing} and ${added} are on different disks`);
      tree.link(names, file, this.#parts.wallMs());
    });
  }

  unlink(path: string): Promise<void> {
    return this.#perform('unlink', path, ENTRY_MS, () => {
      const { tree, names } = this.#locate(path);
      tree.unlink(names, this.#parts.wallMs());
    });
  }

  makeFolders(path: string): Promise<string | undefined> {
    return this.#perform('makeFolders', path, ENTRY_MS, () => {
      const { tree, names, mountedAt } = this.#locate(path);
      const there = tree.makeFolders(names, this.#parts.wallMs());
      return there === names.length ? undefined : `${mountedAt}/${names.slice(0, there + 1).join('/')}`;
    });
  }

  list(path: string): Promise<string[]> {
    return this.#perform('list', path, ENTRY_MS, () => {
      const { tree, names } = this.#locate(path);
      return [...tree.folder(names).entries.keys()].sort();
    });
  }

  async syncFolder(path: string): Promise<void> {
    const { kernel, life } = this.#parts;
    await life.going;
    const folder = this.#folder(path);
    const changes = folder.changes();
    const costMs = Math.max(folder.syncedAtMs - kernel.nowMs, this.#draw(SYNC_MS));
    folder.syncedAtMs = kernel.nowMs + costMs;
    return this.#perform('syncFolder', path, costMs, () => folder.settle(changes));
  }

  freeBytes(path: string): Promise<number> {
    return this.#perform('freeBytes', path, ENTRY_MS, () => {
      const { tree, names } = this.#locate(path);
      if (tree.find(names) === undefined) throw new DiskError('missing', `nothing at ${path}`);
      return tree.freeBytes;
    });
  }

  /** The process is no more. What it wrote to the trees of others and did not sync is lost. */
  vanish(): void {
    this.#open.clear();
    for (const [file, tree] of this.#written) if (tree !== this.#parts.tree) tree.loseWrites([file]);
  }

  #writable(path: string, tree: SimTree, file: SimFile): WritableFile {
    const handle = this.#opened(path);
    return {
      append: (chunks) => {
        const bytes = copyOf(chunks);
        return this.#perform(
          'append',
          path,
          this.#bytesMs(bytes.length),
          () => {
            this.#mustBeOpen(handle, tree);
            tree.splitBrain.mustAgree(file);
            tree.append(file, bytes, this.#parts.wallMs());
          },
          () => tree.append(file, bytes.subarray(0, this.#parts.prng.below(bytes.length + 1)), this.#parts.wallMs()),
        );
      },
      sync: () => {
        const { size } = file;
        return this.#perform('sync', path, SYNC_MS, () => {
          this.#mustBeOpen(handle, tree);
          tree.splitBrain.mustAgree(file);
          file.durableSize = Math.max(file.durableSize, size);
        });
      },
      close: async () => {
        await this.#parts.life.going;
        this.#open.delete(handle);
        if (file.durableSize === file.size) this.#written.delete(file);
      },
    };
  }

  #readable(path: string, tree: SimTree, file: SimFile): ReadableFile {
    const handle = this.#opened(path);
    return {
      size: file.size,
      readAt: (target, position) =>
        this.#perform('readAt', path, this.#bytesMs(target.length), () => {
          this.#mustBeOpen(handle, tree);
          tree.splitBrain.mustAgree(file);
          return file.readAt(target, position);
        }),
      close: async () => {
        await this.#parts.life.going;
        this.#open.delete(handle);
      },
    };
  }

  #opened(path: string): string {
    const handle = `${path} #${++this.#handles}`;
    this.#open.add(handle);
    return handle;
  }

  /** Also that the tree the file is in is still to be seen from here. */
  #mustBeOpen(handle: string, tree: SimTree): void {
    if (!this.#open.has(handle)) throw new DiskError('io', `${handle} is closed`);
    const { tree: own, mounts } = this.#parts;
    if (tree === own) return;
    const there = [...mounts.values()].some((mount) => mount.tree === tree && mount.state === 'there');
    if (!there) throw new DiskError('io', `the volume of ${handle} is away`);
  }

  #file(path: string): SimFile {
    const { tree, names } = this.#locate(path);
    const node = tree.find(names);
    if (node === undefined) throw new DiskError('missing', `no file ${path}`);
    if (node.kind === 'folder') throw new DiskError('io', `${path} is a folder`);
    return node;
  }

  /** The folder at `path`, at once. */
  #folder(path: string): SimFolder {
    try {
      const { tree, names } = this.#locate(path);
      return tree.folder(names);
    } catch (error) {
      if (error instanceof DiskError) this.#parts.faults.onFailure?.('syncFolder', path, error);
      throw error;
    }
  }

  /** The tree that holds `path`, and the path within it. */
  #locate(path: string): { tree: SimTree; names: string[]; mountedAt: string } {
    const names = namesOf(path);
    for (const { mountedAt, at, mount } of this.#points) {
      if (!at.every((name, depth) => names[depth] === name)) continue;
      const { tree, state } = mount;
      if (state === 'there') return { tree, names: names.slice(at.length), mountedAt };
      if (state === 'failing' || this.#missed.has(mount))
        throw new DiskError('io', `the volume at ${mountedAt} is away`);
    }
    return { tree: this.#parts.tree, names, mountedAt: '' };
  }

  /**
   * Lets `effect` happen after a time, fixed or drawn between two. `torn` is what happens instead when the
   * operation is made to fail.
   */
  #perform<T>(
    operation: DiskOperation,
    path: string,
    costMs: number | readonly [min: number, max: number],
    effect: () => T,
    torn?: () => void,
  ): Promise<T> {
    const { kernel, life, faults } = this.#parts;
    return new Promise((resolve, reject) => {
      if (!life.alive) return;
      const delayMs = typeof costMs === 'number' ? costMs : this.#draw(costMs);
      const happen = (): void => {
        if (!life.alive) return;
        faults.announce(operation, path);
        if (!life.alive) return;
        try {
          const failure = faults.next(operation, path) ?? this.#refusal(operation, path);
          if (failure !== undefined) {
            torn?.();
            throw failure;
          }
          const result = effect();
          life.step(() => resolve(result));
        } catch (error) {
          if (error instanceof DiskError) faults.onFailure?.(operation, path, error);
          life.step(() => reject(error));
        }
      };
      kernel.schedule(delayMs, () => {
        const volume = this.#mountOf(path)?.tree;
        if (volume === undefined) happen();
        else volume.gate.pass(happen);
      });
    });
  }

  /** Why a volume that takes no changes from this machine does not do this; undefined when it does. */
  #refusal(operation: DiskOperation, path: string): DiskError | undefined {
    if (!CHANGES.has(operation) || this.#mountOf(path)?.takesChanges !== false) return undefined;
    return new DiskError('denied', `injected: the volume takes no changes: ${operation} of ${path} fails`);
  }

  /** The volume that is at `path`, if it is there. */
  #mountOf(path: string): Mount | undefined {
    const names = namesOf(path);
    return this.#points.find(
      ({ at, mount }) => mount.state === 'there' && at.every((name, depth) => names[depth] === name),
    )?.mount;
  }

  #draw([min, max]: readonly [min: number, max: number]): number {
    return this.#parts.prng.within(min, max) * this.#parts.faults.slowness;
  }

  #bytesMs(count: number): number {
    return this.#draw(ENTRY_MS) + (count / BYTES_PER_MS) * this.#parts.faults.slowness;
  }
}

/** What a file keeps, in memory of its own: a piece of a shared one would keep all of that. */
function copyOf(chunks: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.allocUnsafeSlow(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
