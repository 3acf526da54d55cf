import type { ContentRange, FileContent, FileSource, SourceOptions } from '../../src/http/fileSource.ts';
import { ErrorNumber } from '../../src/protocol/errorNumber.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import { TnvError } from '../../src/protocol/tnvError.ts';

/** Files in memory, and all that can go wrong with the storages that keep them. */
export class MemorySource implements FileSource {
  readonly files = new Map<string, Buffer>();
  /** What was asked for, in order: `filesize a`, `download a 0+100`. */
  readonly asked: string[] = [];
  /** Bytes of each piece of a download. */
  chunkSize = 1000;
  /** Bytes handed out by all downloads. */
  given = 0;
  /** Downloads that were begun and neither ended nor left. */
  open = 0;
  /** Called before a piece is handed out; may throw or change the files. */
  beforeChunk: (position: number) => void | Promise<void> = () => {};
  /** What every question is refused with. */
  refusal: Error | undefined;

  async groups(): Promise<string> {
    if (this.refusal !== undefined) throw this.refusal;
    return 'COUNT OF GROUPS: 0';
  }

  async filesize(file: FileAddress, { signal }: SourceOptions): Promise<number> {
    this.asked.push(`filesize ${file.fileid}`);
    signal.throwIfAborted();
    return this.#find(file).length;
  }

  async download(file: FileAddress, range: ContentRange, { signal }: SourceOptions): Promise<FileContent> {
    this.asked.push(`download ${file.fileid} ${range.offset}+${range.size}`);
    signal.throwIfAborted();
    const bytes = this.#find(file);
    if (range.offset + range.size > bytes.length) throw new TnvError(ErrorNumber.outOfRange, 'out of range');
    return { size: range.size, chunks: this.#chunks(bytes, range, signal), close: () => {} };
  }

  async *#chunks(bytes: Buffer, { offset, size }: ContentRange, signal: AbortSignal): AsyncGenerator<Buffer> {
    this.open++;
    try {
      for (let sent = 0; sent < size; sent += this.chunkSize) {
        await Promise.race([this.beforeChunk(offset + sent), aborted(signal)]);
        signal.throwIfAborted();
        const chunk = bytes.subarray(offset + sent, offset + Math.min(sent + this.chunkSize, size));
        this.given += chunk.length;
        yield chunk;
      }
    } finally {
      this.open--;
    }
  }

  #find(file: FileAddress): Buffer {
    if (this.refusal !== undefined) throw this.refusal;
    const bytes = file.appid === 'tnvideo' && file.userid === 'tnv001' ? this.files.get(file.fileid) : undefined;
    if (bytes === undefined) throw new TnvError(ErrorNumber.notFound, 'no such file');
    return bytes;
  }
}

/** Resolves when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
