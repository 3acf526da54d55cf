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

const OPENING_MAX = 48;
const LATEST_MAX = 16;
const FIRST_BYTES = 512;

/** What happened on a connection, of bounded size: how it began, the latest, and the first bytes of each. */
export class Transcript {
  readonly title: string;
  /** How it began, without a gap. */
  readonly opening: TranscriptEntry[] = [];
  /** What was last, once there is more than the opening holds. */
  readonly latest: TranscriptEntry[] = [];
  /** How much is left out between the two. */
  omitted = 0;
  readonly #startMs = performance.now();

  constructor(title: string) {
    this.title = title;
  }

  add(what: TranscriptEntry['what'], bytes?: Uint8Array): void {
    const atMs = Math.round(performance.now() - this.#startMs);
    const content =
      bytes === undefined ? {} : { bytes: bytes.byteLength, first: Buffer.from(bytes.subarray(0, FIRST_BYTES)) };
    const entry = { atMs, what, ...content };
    if (this.opening.length < OPENING_MAX) this.opening.push(entry);
    else if (this.latest.push(entry) > LATEST_MAX) {
      this.latest.shift();
      this.omitted++;
    }
  }
}
