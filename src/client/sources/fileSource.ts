import type { Disk, ReadableFile } from '../../host/disk.ts';
import { SourceError, type UploadSource } from '../uploadSource.ts';

const PIECE_SIZE = 256 * 1024;

/**
 * The file at `path` (absolute) as it is now. While one piece is sent the next one is read: two buffers an open file.
 * Rejects with a `DiskError`, with a `SourceError` when there is no such file. Spec: CLIENT-UPLOAD-SOURCE.
 */
export async function fileSource(disk: Disk, path: string): Promise<UploadSource> {
  const entry = await disk.stat(path);
  if (entry === undefined) throw new SourceError(`there is no file ${path}`);
  if (entry.kind !== 'file') throw new SourceError(`${path} is not a file`);
  const { size } = entry;
  return {
    size,
    state: 'repeatable',
    async *open() {
      const file = await disk.open(path);
      try {
        if (file.size !== size) throw changed(path);
        yield* pieces(file, path);
      } finally {
        await file.close();
      }
    },
  };
}

/** Reads one piece ahead; never leaves a read behind. */
async function* pieces(file: ReadableFile, path: string): AsyncGenerator<Buffer> {
  const pieceSize = Math.min(PIECE_SIZE, file.size);
  let memory = Buffer.allocUnsafe(pieceSize);
  let spare = Buffer.allocUnsafe(pieceSize);
  let reading = beginRead(file, path, memory, 0);
  try {
    for (let offset = 0; offset < file.size; ) {
      const piece = await reading;
      offset += piece.length;
      [memory, spare] = [spare, memory];
      reading = beginRead(file, path, memory, offset);
      yield piece;
    }
  } finally {
    await Promise.allSettled([reading]);
  }
}

/** Reads as much as fits and is left from `offset` on. A failure is for whoever awaits the piece, if anyone does. */
function beginRead(file: ReadableFile, path: string, memory: Buffer, offset: number): Promise<Buffer> {
  const reading = readPiece(file, path, memory.subarray(0, file.size - offset), offset);
  reading.catch(() => {});
  return reading;
}

async function readPiece(file: ReadableFile, path: string, memory: Buffer, offset: number): Promise<Buffer> {
  if (memory.length > 0 && (await file.readAt(memory, offset)) < memory.length) throw changed(path);
  return memory;
}

function changed(path: string): SourceError {
  return new SourceError(`${path} changed while it was being uploaded`);
}
