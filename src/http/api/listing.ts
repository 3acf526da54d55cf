import type { HttpConfig } from '../httpConfig.ts';
import { HttpError } from '../httpError.ts';
import { type Library, type ListedFile, type ListedPage, NotSupported } from '../library.ts';

const FILEID_BYTES_MAX = 127;
/** The least byte that an id can have. */
const LEAST = '\u0001';

/** What the storages list of the gateway's user; remembers whether they can. Spec: HTTP-API-FILES. */
export class Listing {
  readonly #config: Pick<HttpConfig, 'appid' | 'userid'>;
  readonly #library: Library;
  #known: boolean | null = null;

  constructor(config: Pick<HttpConfig, 'appid' | 'userid'>, library: Library) {
    this.#config = config;
    this.#library = library;
  }

  /** Whether the storages could list when they were asked last; null before. */
  get known(): boolean | null {
    return this.#known;
  }

  /** A page of files. Rejects with an `HttpError` 501 when the storages cannot list. */
  async page(after: string, limit: number, signal: AbortSignal): Promise<ListedPage> {
    try {
      const page = await this.#library.list(this.#config, { after, limit, signal });
      this.#known = true;
      return page;
    } catch (error) {
      if (!(error instanceof NotSupported)) throw error;
      this.#known = false;
      throw new HttpError(501, 'the storages cannot list files: they lack the listing extension', {}, { cause: error });
    }
  }

  /** One file. Rejects with an `HttpError` 404 when there is none. */
  async file(fileid: string, signal: AbortSignal): Promise<ListedFile> {
    // Nothing lies between this and the id, so that the id comes first in the page behind it.
    const justBefore = fileid + LEAST;
    if (this.#known !== false && Buffer.byteLength(justBefore) <= FILEID_BYTES_MAX) {
      try {
        const { files } = await this.page(justBefore, 1, signal);
        const [first] = files;
        if (first?.fileid !== fileid) throw new HttpError(404, 'no such file');
        return first;
      } catch (error) {
        if (!(error instanceof HttpError) || error.status !== 501) throw error;
      }
    }
    const size = await this.#library.filesize({ ...this.#config, fileid }, { signal });
    return { fileid, size, uploadedAt: 0, name: '', type: '' };
  }
}
