import { link, mkdir, open, readdir, stat, statfs, unlink } from 'node:fs/promises';
import { type Disk, DiskError, type Entry, type ReadableFile, type WritableFile } from '../disk.ts';
import { diskFailure, onDisk } from './diskReason.ts';
import { NodeReadableFile, NodeWritableFile } from './files.ts';
import { FolderSyncs, syncFolder } from './folderSyncs.ts';

/** The machine's file systems. */
export class NodeDisk implements Disk {
  readonly #folderSyncs = new FolderSyncs(syncFolder);

  async create(path: string): Promise<WritableFile> {
    return new NodeWritableFile(await onDisk(open(path, 'ax')));
  }

  async open(path: string): Promise<ReadableFile> {
    const handle = await onDisk(open(path, 'r'));
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new DiskError('io', `${path} is not a file`);
      return new NodeReadableFile(handle, stats.size);
    } catch (error) {
      await handle.close();
      throw diskFailure(error);
    }
  }

  async stat(path: string): Promise<Entry | undefined> {
    try {
      const stats = await stat(path);
      const folder = stats.isDirectory();
      return { kind: folder ? 'folder' : 'file', size: folder ? 0 : stats.size, modifiedMs: stats.mtimeMs };
    } catch (error) {
      const failure = diskFailure(error);
      if (failure.reason === 'missing') return undefined;
      throw failure;
    }
  }

  link(existing: string, added: string): Promise<void> {
    return onDisk(link(existing, added));
  }

  unlink(path: string): Promise<void> {
    return onDisk(unlink(path));
  }

  makeFolders(path: string): Promise<string | undefined> {
    return onDisk(mkdir(path, { recursive: true }));
  }

  async list(path: string): Promise<string[]> {
    return (await onDisk(readdir(path))).sort();
  }

  syncFolder(path: string): Promise<void> {
    return onDisk(this.#folderSyncs.sync(path));
  }

  async freeBytes(path: string): Promise<number> {
    const { bavail, bsize } = await onDisk(statfs(path));
    return bavail * bsize;
  }
}
