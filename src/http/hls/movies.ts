import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { FileSource } from '../fileSource.ts';
import { HttpError } from '../httpError.ts';
import { findMoov } from './findMoov.ts';
import { initSegment } from './mp4/initSegment.ts';
import { type Movie, movieBytes, readMovie } from './mp4/movie.ts';
import { cutMovie, type Segments } from './mp4/segments.ts';
import { readPart } from './sourceReader.ts';
import { Turns } from './turns.ts';

/** All that is known of a file that HLS can be made of. */
export interface CutMovie {
  readonly movie: Movie;
  readonly segments: Segments;
  readonly init: Buffer;
}

/** What was made of a file, or why nothing can be. */
type Outcome = CutMovie | HttpError;

interface Entry {
  readonly outcome: Promise<Outcome>;
  readonly abandoned: AbortController;
  /** Requests that wait for it. */
  waiting: number;
  /** undefined until it is known. */
  bytes: number | undefined;
}

/** Bytes of memory that indexes may take together; a film of two hours takes about five million. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024;
const KEPT_MAX = 1000;
/** Indexes read at once, each of which takes its own size for that time. */
const READ_AT_ONCE = 2;

/**
 * The movies among a source's files, each read once for all who ask for it, and kept as long as there is room. A read that
 * nobody waits for any more stops. Spec: HTTP-HLS-BOUNDED.
 */
export class Movies {
  readonly #source: FileSource;
  readonly #turns = new Turns(READ_AT_ONCE);
  /** In the order of their last use, the one used longest ago first. */
  readonly #entries = new Map<string, Entry>();

  constructor(source: FileSource) {
    this.#source = source;
  }

  /** The movie in a file of `size` bytes. Rejects with an `HttpError` 415, as the source does, and with the signal's reason. */
  async of(file: FileAddress, size: number, signal: AbortSignal): Promise<CutMovie> {
    signal.throwIfAborted();
    const key = JSON.stringify([file.appid, file.userid, file.fileid, size]);
    const entry = this.#entries.get(key) ?? this.#begin(key, file, size);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.waiting++;
    try {
      const outcome = await unlessAborted(entry.outcome, signal);
      if (outcome instanceof HttpError) throw outcome;
      return outcome;
    } finally {
      entry.waiting--;
      if (entry.waiting === 0 && entry.bytes === undefined) this.#abandon(key, entry);
    }
  }

  #begin(key: string, file: FileAddress, size: number): Entry {
    const abandoned = new AbortController();
    const entry: Entry = { outcome: this.#read(file, size, abandoned.signal), abandoned, waiting: 0, bytes: undefined };
    entry.outcome.then(
      (outcome) => {
        entry.bytes = outcome instanceof HttpError ? 0 : bytesOf(outcome);
        this.#makeRoom();
      },
      // The storages may do better next time.
      () => this.#abandon(key, entry),
    );
    return entry;
  }

  async #read(file: FileAddress, size: number, signal: AbortSignal): Promise<Outcome> {
    return this.#turns.take(signal, async () => {
      try {
        const read = (offset: number, bytes: number): Promise<Buffer> =>
          readPart(this.#source, file, { offset, size: bytes }, signal);
        const movie = readMovie(await findMoov(size, read), size);
        return { movie, segments: cutMovie(movie), init: initSegment(movie) };
      } catch (error) {
        if (error instanceof HttpError && error.status === 415) return error;
        throw error;
      }
    });
  }

  #abandon(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    entry.abandoned.abort(new Error('nobody waits for it'));
  }

  #makeRoom(): void {
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.bytes ?? 0;
    for (const [key, entry] of this.#entries) {
      if (bytes <= KEPT_BYTES_MAX && this.#entries.size <= KEPT_MAX) return;
      if (entry.bytes === undefined) continue;
      this.#entries.delete(key);
      bytes -= entry.bytes;
    }
  }
}

function bytesOf({ movie, segments, init }: CutMovie): number {
  const cuts = segments.cuts.reduce((sum, cut) => sum + cut.firsts.byteLength + cut.decodeTimes.byteLength, 0);
  return movieBytes(movie) + cuts + segments.durationsS.byteLength + init.length;
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
