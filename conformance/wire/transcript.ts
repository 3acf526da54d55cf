/** One thing that happened on a connection. */
export interface TranscriptEntry {
  /** Milliseconds since the connection was asked for. */
  readonly atMs: number;
  readonly what: 'opened' | 'sent' | 'received' | 'closed' | 'reset' | 'finished' | 'cut';
  /** How many bytes, for what was sent or received. */
  readonly bytes?: number;
  /** The first of them. */
  readonly first?: Buffer;
}

const ENTRIES_MAX = 64;
const FIRST_BYTES = 512;

/** What happened on a connection, of bounded size: the first entries, and the first bytes of each. */
export class Transcript {
  readonly entries: TranscriptEntry[] = [];
  readonly title: string;
  omitted = 0;
  readonly #startMs = performance.now();

  constructor(title: string) {
    this.title = title;
  }

  add(what: TranscriptEntry['what'], bytes?: Uint8Array): void {
    if (this.entries.length >= ENTRIES_MAX) {
      this.omitted++;
      return;
    }
    const atMs = Math.round(performance.now() - this.#startMs);
    if (bytes === undefined) this.entries.push({ atMs, what });
    else this.entries.push({ atMs, what, bytes: bytes.byteLength, first: Buffer.from(bytes.subarray(0, FIRST_BYTES)) });
  }
}
