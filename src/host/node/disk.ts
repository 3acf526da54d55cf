import { close, fstatSync, link, mkdir, open, readdir, type Stats, stat, statfs, unlink } from 'node:fs';
import { dirname } from 'node:path';
import { type Disk, DiskError, type Entry, type ReadableFile, type WritableFile } from '../disk.ts';
import { diskFailure } from './diskReason.ts';
import { NodeReadableFile, NodeWritableFile } from './files.ts';
import { FolderSyncs, syncFolder } from './folderSyncs.ts';
import { systemCall } from './systemCall.ts';

/** The machine's file systems. */
export class NodeDisk implements Disk {
  readonly #folderSyncs = new FolderSyncs(syncFolder);

  async create(path: string): Promise<WritableFile> {
    return new NodeWritableFile(await systemCall<number>((done) => open(path, 'ax', done)));
  }

  async open(path: string): Promise<ReadableFile> {
    const number = await systemCall<number>((done) => open(path, 'r', done));
    try {
      // Waits for nothing: the system has just learnt this with the open, also of a file on the network.
      const stats = fstatSync(number);
      if (!stats.isFile()) throw new DiskError('io', `${path} is not a file`);
      return new NodeReadableFile(number, stats.size);
    } catch (error) {
      await systemCall((done) => close(number, done));
      throw diskFailure(error);
    }
  }

  async stat(path: string): Promise<Entry | undefined> {
    try {
      const stats = await systemCall<Stats>((done) => stat(path, done));
      const folder = stats.isDirectory();
      return { kind: folder ? 'folder' : 'file', size: folder ? 0 : stats.size, modifiedMs: stats.mtimeMs };
    } catch (error) {
      if (error instanceof DiskError && error.reason === 'missing') return undefined;
      throw error;
    }
  }

  link(existing: string, added: string): Promise<void> {
    return systemCall((done) => link(existing, added, done));
  }

  unlink(path: string): Promise<void> {
    return systemCall((done) => unlink(path, done));
  }

  async makeFolders(path: string): Promise<string | undefined> {
    try {
      return await systemCall<string | undefined>((done) => mkdir(path, { recursive: true }, done));
    } catch (error) {
      if (!(error instanceof DiskError) || error.reason !== 'missing') throw error;
      // Of a file system that is read-only Node.js says no more than that the folder is not there.
      await this.#makeTopmost(path);
      throw error;
    }
  }

  /** Makes the first folder on the way to `path` that is not there. */
  async #makeTopmost(path: string): Promise<void> {
    const above = dirname(path);
    if (above !== path && (await this.stat(above)) === undefined) return this.#makeTopmost(above);
    return systemCall((done) => mkdir(path, done));
  }

  async list(path: string): Promise<string[]> {
    return (await systemCall<string[]>((done) => readdir(path, done))).sort();
  }

  syncFolder(path: string): Promise<void> {
    return this.#folderSyncs.sync(path);
  }

  async freeBytes(path: string): Promise<number> {
    const { bavail, bsize } = await systemCall<{ bavail: number; bsize: number }>((done) => statfs(path, done));
    return bavail * bsize;
  }
}
