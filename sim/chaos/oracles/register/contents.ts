import { contentOf, digestOf } from '../../content.ts';
import type { HistoryEntry } from '../../history.ts';

/** The contents that one file may have had: those that anybody tried to upload. State n is the nth of them. */
export class Contents {
  readonly #uploads: { readonly content: number; readonly size: number }[] = [];
  readonly #states = new Map<string, number>();
  readonly #digests = new Map<string, string>();
  /** The bytes that were looked at last: there may be too many to keep all. */
  #last: { readonly state: number; readonly bytes: Buffer } | undefined;

  constructor(entries: readonly HistoryEntry[]) {
    for (const { operation } of entries) {
      if (operation.kind !== 'upload' && operation.kind !== 'cutUpload') continue;
      const key = keyOf(operation);
      if (this.#states.has(key)) continue;
      const { content, size } = operation;
      // Different uploads may have the same bytes: none at all, say.
      const same = this.ofSize(size).length === 0 ? [] : this.ofBytes(contentOf(content, size));
      this.#states.set(key, same[0] ?? this.#uploads.push({ content, size }));
    }
  }

  /** The state in which an upload leaves the file. */
  stateOf(operation: HistoryEntry['operation']): number {
    return this.#states.get(keyOf(operation)) ?? 0;
  }

  /** All states but absent. */
  get present(): number[] {
    return this.#uploads.map((_, at) => at + 1);
  }

  ofSize(size: number): number[] {
    return this.present.filter((state) => this.size(state) === size);
  }

  /** Those whose bytes are exactly these. */
  ofBytes(bytes: Uint8Array): number[] {
    return this.ofSize(bytes.length).filter((state) => this.bytes(state).equals(bytes));
  }

  /** Those of which `size` bytes (0: all) from `offset` on exist and have this digest. */
  ofRange(offset: number, size: number, digest: string): number[] {
    return this.present.filter(
      (state) => this.hasRange(state, offset, size) && this.#digest(state, offset, size) === digest,
    );
  }

  /** Those that have no such range. */
  withoutRange(offset: number, size: number): number[] {
    return this.present.filter((state) => !this.hasRange(state, offset, size));
  }

  hasRange(state: number, offset: number, size: number): boolean {
    return offset >= 0 && size >= 0 && offset + size <= this.size(state);
  }

  /**
   * Whether a range may have come from one content up to one of the bytes `seams` and from another one after it: a
   * download that went on elsewhere when the file had been deleted and uploaded anew.
   */
  isPatchwork(offset: number, size: number, digest: string, seams: readonly number[]): boolean {
    const candidates = this.present.filter((state) => this.hasRange(state, offset, size));
    return seams.some((seam) =>
      candidates.some((first) => {
        const end = size === 0 ? this.size(first) : offset + size;
        const start = this.bytes(first).subarray(offset, seam);
        const longEnough = this.present.filter((second) => second !== first && this.size(second) >= end);
        return longEnough.some((second) => digestOf(start, this.bytes(second).subarray(seam, end)) === digest);
      }),
    );
  }

  size(state: number): number {
    return this.#uploads[state - 1]?.size ?? 0;
  }

  bytes(state: number): Buffer {
    if (this.#last?.state === state) return this.#last.bytes;
    const upload = this.#uploads[state - 1];
    const bytes = upload === undefined ? Buffer.alloc(0) : contentOf(upload.content, upload.size);
    this.#last = { state, bytes };
    return bytes;
  }

  #digest(state: number, offset: number, size: number): string {
    const key = `${state} ${offset} ${size}`;
    let digest = this.#digests.get(key);
    if (digest === undefined) {
      const bytes = this.bytes(state);
      digest = digestOf(bytes.subarray(offset, size === 0 ? bytes.length : offset + size));
      this.#digests.set(key, digest);
    }
    return digest;
  }
}

function keyOf(operation: HistoryEntry['operation']): string {
  return 'content' in operation ? `${operation.content} ${operation.size}` : '';
}
