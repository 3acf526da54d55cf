import type { Host } from '../host/host.ts';
import type { FileAddress } from '../protocol/fileAddress.ts';
import type { FileNote } from '../protocol/fileNote.ts';
import type { SaddrsReply } from '../protocol/saddrs.ts';
import { ClientClosed } from './clientClosed.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { ClientParts } from './clientParts.ts';
import type { Download, DownloadRange } from './download.ts';
import { Locations } from './locations.ts';
import { deleteFile } from './operations/delete.ts';
import { describeFile } from './operations/describe.ts';
import { download } from './operations/download.ts';
import { filesize } from './operations/filesize.ts';
import { groups } from './operations/groups.ts';
import { type FilePage, list } from './operations/list.ts';
import { locate } from './operations/locate.ts';
import { type UploadOptions, upload } from './operations/upload.ts';
import { Scopes } from './scopes.ts';
import { Servers } from './servers.ts';
import type { UploadSource } from './uploadSource.ts';

/** How to give an operation up. */
export interface OperationOptions {
  /** The operation rejects with the reason of this signal soon after it is aborted. */
  readonly signal?: AbortSignal;
}

/** Which page of a listing. */
export interface ListOptions extends OperationOptions {
  /** The page begins behind this file id, which need not be there: the last one of the page before. From the start without. */
  readonly after?: string;
  /** Files wanted at most, up to 500; the storage chooses without. */
  readonly limit?: number;
}

/**
 * Speaks to a site: asks its trackers where a user's files are and its storages for the files. Any number of
 * operations may run at once; connections are kept for the next one.
 *
 * What fails is tried elsewhere: trackers in turn, then the storages that a tracker names, twice at most. A refusal
 * with a number from 400 to 499 is final: every server would refuse. Every operation rejects with a `TnvError` for
 * such a refusal; with an `AllServersFailed`, also a `TnvError`, that lists what was tried; with the reason of its
 * signal; with a `ClientClosed`. Spec: CLIENT-*.
 */
export class Client {
  readonly #parts: ClientParts;
  readonly #scopes = new Scopes();

  constructor(host: Host, config: ClientConfig) {
    const first = host.random.below(Math.max(1, config.trackers.length));
    const trackers = [...config.trackers.slice(first), ...config.trackers.slice(0, first)];
    this.#parts = {
      host,
      config: { ...config, trackers },
      servers: new Servers(host, config),
      locations: new Locations(host.clock, config.locationTtlMs),
    };
  }

  /** A tracker's list of groups and storages as text; `parseGroupsText` reads it. */
  groups(options?: OperationOptions): Promise<string> {
    return this.#scopes.run(options?.signal, (signal) => groups(this.#parts, signal));
  }

  /** Which storages serve the user of `file`, asked of a tracker now. */
  locate(file: FileAddress, options?: OperationOptions): Promise<SaddrsReply> {
    return this.#scopes.run(options?.signal, (signal) => locate(this.#parts, file, signal));
  }

  /**
   * Stores `source` as `file` and resolves when a storage has made it durable. An upload that got no answer is sent
   * again; it is never stored twice. Rejects with a `SourceError` when the content cannot be had.
   * Spec: CLIENT-RESEND.
   */
  upload(file: FileAddress, source: UploadSource, options: UploadOptions = {}): Promise<void> {
    return this.#scopes.run(options.signal, (signal) => upload(this.#parts, file, source, options, signal));
  }

  /** Bytes of a file. */
  filesize(file: FileAddress, options?: OperationOptions): Promise<number> {
    return this.#scopes.run(options?.signal, (signal) => filesize(this.#parts, file, signal));
  }

  /**
   * A part of a file. Resolves when a storage has agreed to send it; the chunks, or a `close`, must be taken from
   * there. The signal counts until the end of the chunks. Spec: CLIENT-RESUME, CLIENT-NO-WRONG-BYTES.
   */
  download(file: FileAddress, range: DownloadRange, options?: OperationOptions): Promise<Download> {
    return this.#scopes.runUntilEnd(options?.signal, (signal, onEnd) =>
      download(this.#parts, file, range, signal, onEnd),
    );
  }

  /** Deletes a file. A request that got no answer is sent again. Spec: CLIENT-RESEND. */
  delete(file: FileAddress, options?: OperationOptions): Promise<void> {
    return this.#scopes.run(options?.signal, (signal) => deleteFile(this.#parts, file, signal));
  }

  /**
   * A page of a user's files in descending order of their ids, which is the newest first for ids of `newFileId`. Rejects with a
   * `NotSupported` when the storages do not know it. Spec: LIST-NOT-SUPPORTED.
   */
  list(appid: string, userid: string, { after = '', limit = 0, signal }: ListOptions = {}): Promise<FilePage> {
    return this.#scopes.run(signal, (inner) => list(this.#parts, { appid, userid, after, limit }, inner));
  }

  /**
   * Says what a file is called and what it is, instead of what was said before. Rejects with a `NotSupported` when the storages do
   * not know it. Spec: DESCRIBE-LAST.
   */
  describe(file: FileAddress, note: FileNote, options?: OperationOptions): Promise<void> {
    return this.#scopes.run(options?.signal, (signal) => describeFile(this.#parts, file, note, signal));
  }

  /** Ends every operation under way with a `ClientClosed`. Resolves when nothing is left: no socket, no timer. */
  async close(): Promise<void> {
    await this.#scopes.close(new ClientClosed());
    await this.#parts.servers.close();
  }
}
