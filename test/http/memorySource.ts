import { SourceError, type UploadSource } from '../../src/client/uploadSource.ts';
import type { ContentRange, FileContent, SourceOptions } from '../../src/http/fileSource.ts';
import {
  type FileNote,
  type Library,
  type ListedPage,
  NotSupported,
  type PageOptions,
} from '../../src/http/library.ts';
import { ErrorNumber } from '../../src/protocol/errorNumber.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import { TnvError } from '../../src/protocol/tnvError.ts';

/** Files in memory, and all that can go wrong with the storages that keep them. */
export class MemorySource implements Library {
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
  /** What was said of the files. */
  readonly notes = new Map<string, FileNote>();
  /** Whether the storages can list and describe. */
  lists = true;
  /** Called with each piece of an upload before the next one is taken; may throw. */
  beforeUploaded: (bytes: number) => void | Promise<void> = () => {};
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

  async upload(file: FileAddress, source: UploadSource, { signal }: SourceOptions): Promise<void> {
    this.asked.push(`upload ${file.fileid} ${source.size}`);
    if (this.refusal !== undefined) throw this.refusal;
    const over = new AbortController();
    const chunks: Uint8Array[] = [];
    let taken = 0;
    this.open++;
    try {
      for await (const chunk of source.open(AbortSignal.any([signal, over.signal]))) {
        chunks.push(Buffer.from(chunk));
        taken += chunk.length;
        await Promise.race([this.beforeUploaded(taken), aborted(signal)]);
        signal.throwIfAborted();
      }
    } catch (error) {
      if (signal.aborted || error instanceof TnvError || error instanceof SourceError) throw error;
      throw new SourceError('the content cannot be read', { cause: error });
    } finally {
      this.open--;
    }
    signal.throwIfAborted();
    this.files.set(file.fileid, Buffer.concat(chunks));
  }

  async delete(file: FileAddress): Promise<void> {
    this.asked.push(`delete ${file.fileid}`);
    this.#find(file);
    this.files.delete(file.fileid);
  }

  async list(_user: unknown, { after, limit }: PageOptions): Promise<ListedPage> {
    this.asked.push(`list ${after} ${limit}`);
    if (!this.lists) throw new NotSupported('no listing');
    if (this.refusal !== undefined) throw this.refusal;
    const ids = [...this.files.keys()].sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a)));
    const behind = ids.filter((id) => after === '' || Buffer.compare(Buffer.from(id), Buffer.from(after)) < 0);
    const files = behind.slice(0, limit).map((fileid) => ({
      fileid,
      size: this.files.get(fileid)?.length ?? 0,
      uploadedAt: 1_700_000_000,
      ...(this.notes.get(fileid) ?? { name: '', type: '' }),
    }));
    return { files, more: behind.length > limit };
  }

  async describe(file: FileAddress, note: FileNote): Promise<void> {
    this.asked.push(`describe ${file.fileid}`);
    if (!this.lists) throw new NotSupported('no listing');
    this.notes.set(file.fileid, note);
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
