import { type SeenRequest, textOf } from './seenRequest.ts';

/** The files that the storages of a played cluster share. */
export class Library {
  readonly #files = new Map<string, Buffer>();

  /** The content of the file a request speaks of. */
  find(request: SeenRequest): Buffer | undefined {
    return this.#files.get(keyOf(request));
  }

  put(request: SeenRequest, content: Buffer): void {
    this.#files.set(keyOf(request), content);
  }

  remove(request: SeenRequest): void {
    this.#files.delete(keyOf(request));
  }

  /** Puts a file there as if somebody had uploaded it. */
  add(file: FileIds, content: Buffer): void {
    this.#files.set(keyFrom(file.appid, file.userid, file.fileid), content);
  }

  /** The content of a file, if it is there. */
  get(file: FileIds): Buffer | undefined {
    return this.#files.get(keyFrom(file.appid, file.userid, file.fileid));
  }

  /** How many files there are. */
  get size(): number {
    return this.#files.size;
  }
}

/** What names a file. */
export interface FileIds {
  readonly appid: string;
  readonly userid: string;
  readonly fileid: string;
}

function keyOf(request: SeenRequest): string {
  return keyFrom(textOf(request, 'appid'), textOf(request, 'userid'), textOf(request, 'fileid'));
}

/** A NUL cannot stand in an id. */
function keyFrom(appid: string, userid: string, fileid: string): string {
  return `${appid}\0${userid}\0${fileid}`;
}
