import { DiskError } from '../host/disk.ts';
import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';
import type { HealthCheck } from '../server/daemon.ts';
import type { FileStore } from '../store/fileStore.ts';
import { StoreError } from '../store/storeError.ts';
import { ID_SPACE } from './filePath.ts';
import type { IdClient } from './idClient.ts';
import { IncomingFile } from './incomingFile.ts';
import type { Place } from './place.ts';
import type { Settling } from './settling.ts';
import type { StorePath } from './storageConfig.ts';
import { type Leftovers, StoreFolder } from './storeFolder.ts';

/** All store paths of a storage. */
export class StorePaths {
  readonly #folders: readonly StoreFolder[];
  readonly #host: Host;
  readonly #ids: IdClient;
  readonly #settling: Settling;

  /** `owner` names this storage among those that share its volumes. */
  constructor(host: Host, paths: readonly StorePath[], owner: string, ids: IdClient, settling: Settling) {
    this.#folders = paths.map((path) => new StoreFolder(host, path, owner));
    this.#host = host;
    this.#ids = ids;
    this.#settling = settling;
  }

  /**
   * Makes ready what is needed to store files; resolves to what an earlier run has left in the staging folders.
   * Rejects with an `Error` that names the store path that cannot be used. Spec: STORE-NOT-MOUNTED.
   */
  async prepare(files: Pick<FileStore, 'anyBelow'>): Promise<Leftovers> {
    const found: Leftovers[] = [];
    for (const folder of this.#folders) {
      try {
        if ((await folder.isBare()) && (await files.anyBelow(folder.prefix))) {
          throw new Error(
            `store path ${folder.text} has nothing in it, but the database has files there: mount its volume; ` +
              'if the volume is new, or its files are really lost, make the folder .tnv in it and start again',
          );
        }
        found.push(await folder.prepare());
      } catch (error) {
        if (!(error instanceof DiskError || error instanceof StoreError)) throw error;
        throw new Error(`store path ${folder.text} cannot be used: ${error.message}`, { cause: error });
      }
    }
    return {
      places: found.flatMap(({ places }) => places),
      strangers: found.flatMap(({ strangers }) => strangers),
    };
  }

  /** Whether each of them is there. */
  get health(): readonly HealthCheck[] {
    return this.#folders.map((folder) => ({
      what: `store path ${folder.text}`,
      async check() {
        if (!(await folder.isThere())) throw new Error('its volume is not there');
      },
    }));
  }

  /** Where the file with the stored path `text` is; undefined outside of our store paths. */
  placeOf(text: string): Place | undefined {
    for (const folder of this.#folders) {
      const place = folder.placeOf(text);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** Like `placeOf`. Throws a `TnvError` internal for a path that is none of ours. Spec: READ-PATH. */
  ownPlaceOf(text: string): Place {
    const place = this.placeOf(text);
    if (place !== undefined) return place;
    throw new TnvError(ErrorNumber.internal, 'the path of this file is not within the store paths of this storage');
  }

  /**
   * Begins a file of `size` bytes in one of the store paths that have room and ids left, the first one tried at random.
   * Rejects with a `TnvError` (no space; unavailable without an id server or a volume) or a `DiskError`.
   * Spec: UPLOAD-NO-SPACE, STORE-ID-SPACE.
   */
  async begin(size: bigint): Promise<IncomingFile> {
    const { random, log } = this.#host;
    const start = random.below(this.#folders.length);
    let failure: DiskError | undefined;
    for (const folder of [...this.#folders.slice(start), ...this.#folders.slice(0, start)]) {
      try {
        const file = await this.#beginIn(folder, size);
        if (file !== undefined) return file;
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        sometimes('storePath.failed');
        log.warn('store path failed', { storePath: folder.text, error });
        if (error.reason !== 'full') failure = error;
      }
    }
    if (failure?.reason === 'missing') {
      throw new TnvError(ErrorNumber.unavailable, 'the volume of the store path is not there', { cause: failure });
    }
    if (failure === undefined) sometimes('storePath.noneHasRoom');
    throw failure ?? new TnvError(ErrorNumber.noSpace, `no store path has room for ${size} bytes`);
  }

  async #beginIn(folder: StoreFolder, size: bigint): Promise<IncomingFile | undefined> {
    if (!(await folder.hasRoom(size))) return undefined;
    const id = await this.#ids.next(folder.text);
    if (id >= ID_SPACE) {
      if (!folder.exhausted) this.#host.log.error('ids used up', { storePath: folder.text });
      folder.exhausted = true;
      return undefined;
    }
    folder.exhausted = false;
    const place = folder.newPlace(id, Math.floor(this.#host.clock.wallMs() / 1000));
    return IncomingFile.create(this.#host, this.#settling, place);
  }
}
