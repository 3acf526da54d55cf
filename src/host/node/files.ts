import type { FileHandle } from 'node:fs/promises';
import { DiskError, type ReadableFile, type WritableFile } from '../disk.ts';
import { onDisk } from './diskReason.ts';

/** A file that was opened for appending. */
export class NodeWritableFile implements WritableFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  append(chunks: readonly Uint8Array[]): Promise<void> {
    return onDisk(writeAll(this.#handle, chunks));
  }

  sync(): Promise<void> {
    // Of its metadata only the size matters, which a data sync writes too.
    return onDisk(this.#handle.datasync());
  }

  close(): Promise<void> {
    return onDisk(this.#handle.close());
  }
}

/** A file that was opened for reading. */
export class NodeReadableFile implements ReadableFile {
  readonly size: number;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  readAt(target: Uint8Array, position: number): Promise<number> {
    return onDisk(readAll(this.#handle, target, position));
  }

  close(): Promise<void> {
    return onDisk(this.#handle.close());
  }
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  let rest = chunks.filter((chunk) => chunk.length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest);
    if (bytesWritten === 0) throw new DiskError('io', 'nothing could be written');
    rest = without(rest, bytesWritten);
  }
}

/** `chunks` without their first `count` bytes. */
function without(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  const at = chunks.findIndex((chunk) => {
    if (skip < chunk.length) return true;
    skip -= chunk.length;
    return false;
  });
  if (at === -1) return [];
  return [(chunks[at] as Uint8Array).subarray(skip), ...chunks.slice(at + 1)];
}

async function readAll(handle: FileHandle, target: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
