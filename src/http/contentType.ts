import type { FileAddress } from '../protocol/fileAddress.ts';
import type { FileSource, SourceOptions } from './fileSource.ts';
import { type ContentType, RECOGNIZABLE_SIZE, recognize, UNKNOWN_TYPE } from './recognize.ts';

/** Files whose type is remembered unless told otherwise. */
const REMEMBERED_MAX = 10_000;

/** The types of a source's files, told by their first bytes, which are fetched once a file. Spec: HTTP-TYPE. */
export class ContentTypes {
  readonly #source: FileSource;
  readonly #rememberedMax: number;
  /** In the order of their last use, the one used longest ago first. */
  readonly #known = new Map<string, ContentType>();

  constructor(source: FileSource, rememberedMax = REMEMBERED_MAX) {
    this.#source = source;
    this.#rememberedMax = rememberedMax;
  }

  /** The type of a file of `size` bytes. Rejects as the source does. */
  async of(file: FileAddress, size: number, options: SourceOptions): Promise<ContentType> {
    if (size === 0) return UNKNOWN_TYPE;
    const key = JSON.stringify([file.appid, file.userid, file.fileid, size]);
    const type = this.#known.get(key) ?? (await recognize(await this.#prefix(file, size, options)));
    this.#known.delete(key);
    this.#known.set(key, type);
    if (this.#known.size > this.#rememberedMax) this.#forgetOldest();
    return type;
  }

  async #prefix(file: FileAddress, size: number, options: SourceOptions): Promise<Buffer> {
    const range = { offset: 0, size: Math.min(size, RECOGNIZABLE_SIZE) };
    const content = await this.#source.download(file, range, options);
    const chunks: Buffer[] = [];
    let received = 0;
    for await (const chunk of content.chunks) {
      chunks.push(chunk);
      received += chunk.length;
      if (received > range.size) break;
    }
    return Buffer.concat(chunks);
  }

  #forgetOldest(): void {
    for (const key of this.#known.keys()) {
      this.#known.delete(key);
      return;
    }
  }
}
