import { fdatasync, read, writev } from 'node:fs';
import { DiskError, type ReadableFile, type WritableFile } from '../disk.ts';
import { OpenFile } from './openFile.ts';

/** A file that was opened for appending. */
export class NodeWritableFile implements WritableFile {
  readonly #file: OpenFile;

  /** `number`: what the system calls the open file; this closes it. */
  constructor(number: number) {
    this.#file = new OpenFile(number);
  }

  append(chunks: readonly Uint8Array[]): Promise<void> {
    return writeAll((rest) => this.#file.call((number, done) => writev(number, rest, done)), chunks);
  }

  sync(): Promise<void> {
    // Of its metadata only the size matters, which a data sync writes too.
    return this.#file.call((number, done) => fdatasync(number, done));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** A file that was opened for reading. */
export class NodeReadableFile implements ReadableFile {
  readonly size: number;
  readonly #file: OpenFile;

  /** `number`: what the system calls the open file; this closes it. */
  constructor(number: number, size: number) {
    this.#file = new OpenFile(number);
    this.size = size;
  }

  async readAt(target: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const count = await this.#file.call<number>((number, done) =>
        read(number, target, filled, target.length - filled, position + filled, done),
      );
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/**
 * Writes `chunks` with calls of `write`, which says how many bytes it took. Rejects as it does, and with a `DiskError`
 * when it takes none.
 */
export async function writeAll(
  write: (chunks: readonly Uint8Array[]) => Promise<number>,
  chunks: readonly Uint8Array[],
): Promise<void> {
  let rest = chunks.filter((chunk) => chunk.length > 0);
  while (rest.length > 0) {
    const bytesWritten = await write(rest);
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
