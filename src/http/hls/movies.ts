import { Turns } from '../../host/turns.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { FileSource } from '../fileSource.ts';
import { HttpError } from '../httpError.ts';
import { type Kept, SharedWork } from '../sharedWork.ts';
import { findMoov } from './findMoov.ts';
import { initSegment } from './mp4/initSegment.ts';
import { type Movie, movieBytes, readMovie } from './mp4/movie.ts';
import { cutMovie, type Segments } from './mp4/segments.ts';
import { readPart } from './sourceReader.ts';

/** All that is known of a file that HLS can be made of. */
export interface CutMovie {
  readonly movie: Movie;
  readonly segments: Segments;
  readonly init: Buffer;
}

/** Bytes of memory that indexes may take together; that of a film of two hours takes seven million. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024;
/** Indexes, and refusals, which take next to nothing. */
const KEPT_MAX = 1000;
/** Indexes read at once, each of which takes its own size for that time. */
const READ_AT_ONCE = 2;

/** The movies among a source's files, each read once for all who ask for it. Spec: HTTP-HLS-BOUNDED. */
export class Movies {
  readonly #source: FileSource;
  readonly #turns = new Turns(READ_AT_ONCE);
  readonly #known = new SharedWork<CutMovie | HttpError>({ bytesMax: KEPT_BYTES_MAX, countMax: KEPT_MAX });

  constructor(source: FileSource) {
    this.#source = source;
  }

  /** The movie in a file of `size` bytes. Rejects with an `HttpError` 415, as the source does, and with the signal's reason. */
  async of(file: FileAddress, size: number, signal: AbortSignal): Promise<CutMovie> {
    const key = JSON.stringify([file.appid, file.userid, file.fileid, size]);
    const known = await this.#known.get(key, signal, (abandoned) =>
      this.#turns.take(() => this.#read(file, size, abandoned), abandoned),
    );
    if (known instanceof HttpError) throw known;
    return known;
  }

  async #read(file: FileAddress, size: number, signal: AbortSignal): Promise<Kept<CutMovie | HttpError>> {
    try {
      const read = (offset: number, bytes: number): Promise<Buffer> =>
        readPart(this.#source, file, { offset, size: bytes }, signal);
      const movie = readMovie(await findMoov(size, read), size);
      const cut = { movie, segments: cutMovie(movie), init: initSegment(movie) };
      return { value: cut, bytes: bytesOf(cut) };
    } catch (error) {
      if (error instanceof HttpError && error.status === 415) return { value: error, bytes: 0 };
      throw error;
    }
  }
}

function bytesOf({ movie, segments, init }: CutMovie): number {
  const cuts = segments.cuts.reduce((sum, cut) => sum + cut.firsts.byteLength + cut.decodeTimes.byteLength, 0);
  return movieBytes(movie) + cuts + segments.durationsS.byteLength + init.length;
}
