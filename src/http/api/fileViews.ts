import type { Clock } from '../../host/clock.ts';
import { signLink } from '../access/signedLinks.ts';
import { validatorsOf } from '../entityTag.ts';
import type { HttpConfig } from '../httpConfig.ts';
import type { ListedFile } from '../library.ts';

/** Seconds that a link in a listing is good for, at least: longer than a film. */
const LINK_SECONDS = 12 * 3600;
/** Links made within so many seconds are the same, so that browsers know again what they have loaded. */
const LINK_STEP_SECONDS = 3600;

/** Types of files that are MP4 inside, mostly. */
const CUTTABLE: ReadonlySet<string> = new Set([
  'video/mp4',
  'video/quicktime',
  'video/x-m4v',
  'audio/mp4',
  'audio/x-m4a',
]);

/** A file as viewers get to know it. */
export interface FileView {
  readonly id: string;
  /** Empty when nobody said. */
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601; null when unknown. */
  readonly uploadedAt: string | null;
  /** Ready to play. */
  readonly url: string;
  /** The playlist of its HLS form; null when its type has none. Spec: HTTP-HLS. */
  readonly hlsUrl: string | null;
}

/** Shows files to those who may list them, with links that play them. Spec: HTTP-API-FILES. */
export class FileViews {
  readonly #clock: Clock;
  readonly #config: HttpConfig;

  constructor(clock: Clock, config: HttpConfig) {
    this.#clock = clock;
    this.#config = config;
  }

  of(file: ListedFile): FileView {
    const { fileid, name, type, size } = file;
    return {
      id: fileid,
      name,
      type,
      size,
      uploadedAt: this.#uploadedAt(file),
      url: this.#link(`/files/${encodeURIComponent(fileid)}`, fileid, this.#soon()),
      hlsUrl: CUTTABLE.has(type)
        ? this.#link(`/hls/${encodeURIComponent(fileid)}/index.m3u8`, fileid, this.#soon())
        : null,
    };
  }

  /** An address that plays a file; signed, and good until the given second, when reading is restricted. */
  link(fileid: string, expiresSeconds: number): string {
    return this.#link(`/files/${encodeURIComponent(fileid)}`, fileid, expiresSeconds);
  }

  #link(path: string, fileid: string, expiresSeconds: number): string {
    const { linkKey, appid, userid } = this.#config;
    return linkKey === undefined ? path : `${path}?${signLink(linkKey, { appid, userid, fileid }, expiresSeconds)}`;
  }

  #soon(): number {
    const nowSeconds = Math.floor(this.#clock.wallMs() / 1000);
    return Math.ceil((nowSeconds + LINK_SECONDS) / LINK_STEP_SECONDS) * LINK_STEP_SECONDS;
  }

  /** What the storages say, or else what the id tells. */
  #uploadedAt({ fileid, size, uploadedAt }: ListedFile): string | null {
    const { appid, userid } = this.#config;
    const told = validatorsOf({ appid, userid, fileid }, size, this.#clock.wallMs()).lastModified;
    const seconds = uploadedAt > 0 ? uploadedAt : told;
    const date = seconds === undefined ? undefined : new Date(seconds * 1000);
    return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
  }
}
