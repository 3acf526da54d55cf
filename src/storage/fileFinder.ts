import type { Cache } from '../cache/cache.ts';
import { type Disk, DiskError, type ReadableFile } from '../host/disk.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import type { FileAddress } from '../protocol/fileAddress.ts';
import { TnvError } from '../protocol/tnvError.ts';
import type { FileRow, FileStore } from '../store/fileStore.ts';
import { lookFor, TRIES_AGAIN_MAX } from './absence.ts';
import { fileCacheKey, formatCachedFile, parseCachedFile } from './fileCache.ts';
import { noSuchFile } from './noSuchFile.ts';
import type { OwnerMemory } from './ownerMemory.ts';
import type { Place } from './place.ts';
import type { StorePaths } from './storePaths.ts';

/** What a finder looks with. */
export interface FinderParts {
  readonly disk: Disk;
  readonly files: FileStore;
  /** One that never rejects. */
  readonly cache: Cache;
  readonly stores: StorePaths;
  readonly owners: OwnerMemory;
  readonly keyTimeoutSeconds: number;
}

/** A way to reach a file on the disk: undefined when it is not there. */
type Reach<T extends { readonly size: number }> = (path: string) => Promise<T | undefined>;

/**
 * Finds a user's files: the cache or else the row says where a file is, and it is believed only together with the file
 * itself. A file whose content is gone is gone, whatever cache and row still say; so nobody who fills the cache late
 * brings a deleted file back. Spec: MIX-DELETED, READ-ON-DISK, READ-OWNER, READ-VOLUME, CACHE-ADVISORY,
 * CACHE-FALLS-BACK, VOLUME-SPLIT, VOLUME-BLOCKED.
 */
export class FileFinder {
  readonly #parts: FinderParts;

  constructor(parts: FinderParts) {
    this.#parts = parts;
  }

  /**
   * Bytes of a file. Rejects with a `TnvError` not found, unavailable when its volume is not there, internal when
   * row and disk disagree; with a `StoreError` or a `DiskError`.
   */
  async size(address: FileAddress): Promise<number> {
    const entry = await this.#locate(address, (path) => this.#parts.disk.stat(path));
    return entry.size;
  }

  /** A file, open; the caller closes it. Rejects like `size`. */
  open(address: FileAddress): Promise<ReadableFile> {
    return this.#locate(
      address,
      (path) => this.#openIfThere(path),
      (file) => file.close(),
    );
  }

  /** The row of a file. Rejects with a `TnvError` not found, or with a `StoreError`. */
  async row(address: FileAddress): Promise<FileRow> {
    const row = await this.#parts.files.find(address.userid, address.fileid);
    if (row === undefined || row.appid !== address.appid) throw noSuchFile(address);
    return row;
  }

  /** The row of a file that is on its volume. Rejects like `size`. */
  async rowWithFile(address: FileAddress): Promise<FileRow> {
    const row = await this.row(address);
    await this.#reach(address, this.#parts.stores.ownPlaceOf(row.path), (path) => this.#parts.disk.stat(path));
    return row;
  }

  async #locate<T extends { readonly size: number }>(
    address: FileAddress,
    reach: Reach<T>,
    release?: (reached: T) => Promise<void>,
  ): Promise<T> {
    const { cache, stores, owners, keyTimeoutSeconds } = this.#parts;
    const key = fileCacheKey(address);
    const cached = await this.#cached(key, address);
    if (cached !== undefined) {
      const reached = await reach(cached.place.path);
      if (reached?.size === cached.size) return reached;
      if (reached !== undefined) await release?.(reached);
      sometimes('read.staleCacheEntry');
      await cache.delete(key);
    }
    const row = await this.row(address);
    const place = stores.ownPlaceOf(row.path);
    const reached = await this.#reach(address, place, reach);
    if (reached.size !== row.size) {
      await release?.(reached);
      throw new TnvError(
        ErrorNumber.internal,
        `the file has ${reached.size} bytes on the disk, but should have ${row.size}`,
      );
    }
    owners.learn(row.path, row);
    await cache.set(key, formatCachedFile(row), keyTimeoutSeconds);
    return reached;
  }

  /** What the cache says, if it is about this very file. */
  async #cached(key: string, address: FileAddress): Promise<{ place: Place; size: number } | undefined> {
    const value = await this.#parts.cache.get(key);
    const file = value === undefined ? undefined : parseCachedFile(value);
    if (file === undefined || !this.#parts.owners.knows(file.path, address)) return undefined;
    const place = this.#parts.stores.placeOf(file.path);
    return place === undefined ? undefined : { place, size: file.size };
  }

  /** Reaches the file that a row names. Rejects with a `TnvError` not found, or unavailable when its volume is not there. */
  async #reach<T>(address: FileAddress, place: Place, reach: (path: string) => Promise<T | undefined>): Promise<T> {
    for (let again = 0; ; again++) {
      const reached = await reach(place.path);
      if (reached !== undefined) return reached;
      sometimes('read.rowWithoutFile');
      const seen = await lookFor(this.#parts.disk, place.store, place.path);
      if (seen === 'gone') throw noSuchFile(address);
      if (seen === 'there' && again < TRIES_AGAIN_MAX) continue;
      sometimes('read.volumeAway');
      throw new TnvError(ErrorNumber.unavailable, 'the volume this file is on is not there');
    }
  }

  async #openIfThere(path: string): Promise<ReadableFile | undefined> {
    try {
      return await this.#parts.disk.open(path);
    } catch (error) {
      if (error instanceof DiskError && error.reason === 'missing') return undefined;
      throw error;
    }
  }
}
