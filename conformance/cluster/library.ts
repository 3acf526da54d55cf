import { type SeenRequest, textOf } from './seenRequest.ts';

/** The files that the storages of a played cluster share. */
export class Library {
  readonly #files = new Map<string, Buffer>();
  readonly #notes = new Map<string, FileNote>();

  /** The content of the file a request speaks of. */
  find(request: SeenRequest): Buffer | undefined {
    return this.#files.get(keyOf(request));
  }

  put(request: SeenRequest, content: Buffer): void {
    this.#files.set(keyOf(request), content);
  }

  remove(request: SeenRequest): void {
    this.#files.delete(keyOf(request));
    this.#notes.delete(keyOf(request));
  }

  /** Keeps what a DESCRIBE says of its file. */
  describe(request: SeenRequest): void {
    this.#notes.set(keyOf(request), { name: textOf(request, 'name'), type: textOf(request, 'type') });
  }

  /** What is known of a file, if anybody has said it. */
  noteOf(file: FileIds): FileNote | undefined {
    return this.#notes.get(keyFrom(file.appid, file.userid, file.fileid));
  }

  /** The files that a LIST asks for, all that lie behind its place, in its order. */
  behind(request: SeenRequest): ListedFile[] {
    const front = keyFrom(textOf(request, 'appid'), textOf(request, 'userid'), '');
    const after = Buffer.from(textOf(request, 'after'));
    return [...this.#files]
      .filter(([key]) => key.startsWith(front))
      .map(([key, content]) => ({
        fileid: key.slice(front.length),
        size: BigInt(content.length),
        ...(this.#notes.get(key) ?? { name: '', type: '' }),
      }))
      .filter(({ fileid }) => after.length === 0 || after.compare(Buffer.from(fileid)) > 0)
      .sort((one, other) => Buffer.from(other.fileid).compare(Buffer.from(one.fileid)));
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

/** What a file is called, and what it is. */
export interface FileNote {
  readonly name: string;
  readonly type: string;
}

/** A file of a listing. */
export interface ListedFile extends FileNote {
  readonly fileid: string;
  readonly size: bigint;
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
