import { contentOf, digestOf } from '../../content.ts';
import type { HistoryEntry } from '../../history.ts';

/** The contents that one file may have had: those that anybody tried to upload. State n is the nth of them. */
export class Contents {
  readonly #bytes: Buffer[] = [];
  readonly #states = new Map<string, number>();
  readonly #digests = new Map<string, string>();

  constructor(entries: readonly HistoryEntry[]) {
    for (const { operation } of entries) {
      if (operation.kind !== 'upload' && operation.kind !== 'cutUpload') continue;
      const key = keyOf(operation);
      if (this.#states.has(key)) continue;
      this.#bytes.push(contentOf(operation.content, operation.size));
      this.#states.set(key, this.#bytes.length);
    }
  }

  /** The state in which an upload leaves the file. */
  stateOf(operation: HistoryEntry['operation']): number {
    return this.#states.get(keyOf(operation)) ?? 0;
  }

  /** All states but absent. */
  get present(): number[] {
    return this.#bytes.map((_, at) => at + 1);
  }

  ofSize(size: number): number[] {
    return this.present.filter((state) => this.bytes(state).length === size);
  }

  /** Those whose bytes are exactly these. */
  ofBytes(bytes: Uint8Array): number[] {
    return this.present.filter((state) => this.bytes(state).equals(bytes));
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
    return offset >= 0 && size >= 0 && offset + size <= this.bytes(state).length;
  }

  /**
   * Whether a range may have come from one content up to one of the bytes `seams` and from another one after it: a
   * download that went on elsewhere when the file had been deleted and uploaded anew.
   */
  isPatchwork(offset: number, size: number, digest: string, seams: readonly number[]): boolean {
    const range = (state: number): Buffer => {
      const bytes = this.bytes(state);
      return bytes.subarray(offset, size === 0 ? bytes.length : offset + size);
    };
    const candidates = this.present.filter((state) => this.hasRange(state, offset, size));
    return seams.some((seam) =>
      candidates.some((first) =>
        candidates.some(
          (second) =>
            first !== second &&
            range(first).length === range(second).length &&
            digestOf(range(first).subarray(0, seam - offset), range(second).subarray(seam - offset)) === digest,
        ),
      ),
    );
  }

  bytes(state: number): Buffer {
    return this.#bytes[state - 1] ?? Buffer.alloc(0);
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
