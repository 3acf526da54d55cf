import type { BufferPool } from '../host/bufferPool.ts';
import { type Disk, DiskError, type WritableFile } from '../host/disk.ts';
import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';
import type { Content } from '../server/content.ts';
import { removeNameForGood } from './absence.ts';
import { writeContent } from './contentWriter.ts';
import type { Place } from './place.ts';
import type { Settling } from './settling.ts';

/**
 * A file on its way in. Its content is written under its staging name; only when it is durable there does the file get
 * its final name, and only when that is durable too may there be a row. Until `arrived` the staging name stays, so
 * that whatever a crash leaves behind is found again. Spec: UPLOAD-ORDER, STORE-STAGING, VOLUME-QUORUM.
 */
export class IncomingFile {
  readonly place: Place;
  readonly #disk: Disk;
  readonly #settling: Settling;
  readonly #file: WritableFile;
  readonly #buffers: BufferPool;
  #named = false;

  private constructor(
    { disk, buffers }: Pick<Host, 'disk' | 'buffers'>,
    settling: Settling,
    place: Place,
    file: WritableFile,
  ) {
    this.place = place;
    this.#disk = disk;
    this.#settling = settling;
    this.#file = file;
    this.#buffers = buffers;
  }

  /** Makes the empty file under its staging name. Rejects with a `DiskError`. */
  static async create(host: Pick<Host, 'disk' | 'buffers'>, settling: Settling, place: Place): Promise<IncomingFile> {
    return new IncomingFile(host, settling, place, await host.disk.create(place.staged));
  }

  /**
   * Takes the whole content and makes it durable under the staging name. Rejects with a `DiskError`, with a `TnvError`
   * unavailable when the volume is away, or with what reading the content rejects with; the file is closed in any case.
   */
  async take(content: Content): Promise<void> {
    try {
      await writeContent(content, this.#file, this.#buffers);
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
    await this.#onVolume(() => this.place.store.syncStaging());
  }

  /**
   * Gives the file its final name, durably; one that is taken is never replaced. Rejects with a `DiskError`, or with a `TnvError`
   * unavailable when the volume is away.
   */
  publish(): Promise<void> {
    return this.#onVolume(async () => {
      await this.#giveName();
      await this.#disk.syncFolder(this.place.folder);
    });
  }

  /** Removes both names: there is no row and there will be none. Never rejects; what is in the way is settled later. */
  async takeBack(): Promise<void> {
    try {
      sometimes('upload.takenBack');
      await this.#file.close();
      if (this.#named) await removeNameForGood(this.#disk, this.place.store, this.place.path);
      // Where the entry is not, the volume may be away with it.
      await this.#disk.unlink(this.place.staged);
    } catch (error) {
      this.#settling.add([this.place], error);
    }
  }

  /** The row is there: removes the staging name. Never rejects; what is in the way is settled later. */
  async arrived(): Promise<void> {
    const { place } = this;
    try {
      // Where the entry is not, a delete may have taken it, or the volume is away with it: settling finds out.
      await place.store.alone(place, () => this.#disk.unlink(place.staged));
    } catch (error) {
      this.#settling.add([place], error);
    }
  }

  /** Links it into its folder, which is made again if somebody has removed it. */
  async #giveName(): Promise<void> {
    const { store, folder } = this.place;
    try {
      await store.makeFolder(folder);
      await this.#link();
    } catch (error) {
      if (!isMissing(error)) throw error;
      store.forgetFolder(folder);
      // Where the staging entry is not either, the volume is away.
      if ((await this.#disk.stat(this.place.staged)) === undefined) throw error;
      await store.makeFolder(folder);
      await this.#link();
    }
  }

  /** Does what finds everything in its place, unless the volume is away. */
  async #onVolume(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isMissing(error)) throw error;
      const away = `the volume of store path ${this.place.store.text} is away`;
      throw new TnvError(ErrorNumber.unavailable, away, { cause: error });
    }
  }

  async #link(): Promise<void> {
    try {
      // Whatever else `link` says, the name may be there and is ours.
      this.#named = true;
      await this.#disk.link(this.place.staged, this.place.path);
    } catch (error) {
      if (error instanceof DiskError && error.reason === 'exists') this.#named = false;
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof DiskError && error.reason === 'missing';
}
