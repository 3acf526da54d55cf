import { dirname } from 'node:path';
import { DiskError } from '../host/disk.ts';
import type { Host } from '../host/host.ts';
import { filePath, isFilePath, pathOfStagingName, stagingName } from './filePath.ts';
import { KeyedLock } from './keyedLock.ts';
import type { Place } from './place.ts';
import type { StorePath } from './storageConfig.ts';
import { syncFolders } from './syncFolders.ts';
import { unlinkIfThere } from './unlinkIfThere.ts';

/** Folders remembered as made; past that all are forgotten and made, that is found, again. */
const MADE_MAX = 4_096;

/** How long the free space is remembered. */
const FREE_AGE_MAX_MS = 1_000;

/** The folder, in a store path, that has the staging folders of all its storages. */
const STAGING = '.tnv';

/** What the name of a staging folder begins with; the moment follows at which it was made, in milliseconds. */
const MARK = 'volume-';

/** What is written at a start to see that it can be. */
const PROBE = 'probe';

/** What is in a staging folder at the start. */
export interface Leftovers {
  /** The files that have an entry there. */
  readonly places: readonly Place[];
  /** Absolute paths of what is no entry of a file. */
  readonly strangers: readonly string[];
}

/** One store path at work. Methods reject with a `DiskError`. */
export class StoreFolder {
  /** As configured: the key at the id server. */
  readonly text: string;
  /** What the stored paths of its files begin with. */
  readonly prefix: string;
  /** Whether the last id for it was beyond the end. It is asked for again all the same: an id server may be wrong once. */
  exhausted = false;
  readonly #host: Pick<Host, 'disk' | 'clock'>;
  readonly #folder: string;
  /** Has our staging folder, and nobody else's. */
  readonly #owned: string;
  /** Known when the volume has been prepared. */
  #staging: string;
  readonly #entries = new KeyedLock();
  readonly #made = new Map<string, Promise<void>>();
  #free: { readonly bytes: Promise<number>; readonly measuredMs: number } | undefined;

  /** `owner` names this storage among those that share the volume: its staging folder is its own. */
  constructor(host: Pick<Host, 'disk' | 'clock'>, { text, folder }: StorePath, owner: string) {
    this.text = text;
    // Also behind a text that ends with one: every daemon of the site must come to the same paths.
    this.prefix = `${text}/`;
    this.#host = host;
    this.#folder = folder;
    this.#owned = `${folder}/${STAGING}/${owner}`;
    this.#staging = this.#owned;
  }

  /**
   * Makes the staging folder, durably, or finds that of an earlier run, and sees that files can be made in it; then a full disk is no
   * hindrance. Resolves to what an earlier run has left there. Spec: STORE-STAGING, STORE-MARK.
   */
  async prepare(): Promise<Leftovers> {
    await this.#makeOwned();
    const names = await this.#host.disk.list(this.#owned);
    const mark = names.find((name) => name.startsWith(MARK));
    this.#staging = `${this.#owned}/${mark ?? `${MARK}${Math.floor(this.#host.clock.wallMs())}`}`;
    if (mark === undefined) {
      await this.#host.disk.makeFolders(this.#staging);
      await this.#host.disk.syncFolder(this.#owned);
    }
    await this.#probe();
    const { places, strangers } = await this.#leftovers();
    const beside = names.filter((name) => name !== mark).map((name) => `${this.#owned}/${name}`);
    return { places, strangers: [...beside, ...strangers] };
  }

  /** Whether nothing of any storage is here, or not even the folder: a new volume, or one that is not mounted. */
  async isBare(): Promise<boolean> {
    try {
      const names = await this.#host.disk.list(this.#folder);
      return !names.some((name) => name === STAGING || /^[0-9A-F]{3}$/.test(name));
    } catch (error) {
      if (error instanceof DiskError && error.reason === 'missing') return true;
      throw error;
    }
  }

  /**
   * Whether the volume is there: without our staging folder it is not, and nothing can be said of its files. Where there
   * is another staging folder of ours there is another volume, or the folder that ours was mounted on. Spec: STORE-MARK.
   */
  async isThere(): Promise<boolean> {
    return (await this.#host.disk.stat(this.#staging)) !== undefined;
  }

  /** Whether `bytes` more can be written, as far as was known a moment ago. */
  async hasRoom(bytes: bigint): Promise<boolean> {
    const nowMs = this.#host.clock.monotonicMs();
    if (this.#free === undefined || nowMs - this.#free.measuredMs >= FREE_AGE_MAX_MS) {
      this.#free = this.#measure(nowMs);
    }
    return BigInt(Math.floor(await this.#free.bytes)) >= bytes;
  }

  /** Where the file with this id goes. Spec: STORE-PATH. */
  newPlace(id: bigint, timeSeconds: number): Place {
    return this.#place(filePath(id, timeSeconds));
  }

  /** Where the file with the stored path `text` is; undefined when that is not in this store path. */
  placeOf(text: string): Place | undefined {
    const path = text.startsWith(this.prefix) ? text.slice(this.prefix.length) : '';
    return isFilePath(path) ? this.#place(path) : undefined;
  }

  /** Runs `work` while nobody else in this process works on the staging entry of a place that has a row. */
  alone<T>(place: Place, work: () => Promise<T>): Promise<T> {
    return this.#entries.run(place.staged, work);
  }

  /** Makes the entries of the staging folder durable. */
  syncStaging(): Promise<void> {
    return this.#host.disk.syncFolder(this.#staging);
  }

  /**
   * Makes the folder of a file. When it resolves the folder is durable, whoever made it: another storage may have
   * made it a moment ago and not be done with that.
   */
  makeFolder(folder: string): Promise<void> {
    const known = this.#made.get(folder);
    if (known !== undefined) return known;
    if (this.#made.size >= MADE_MAX) this.#made.clear();
    const making = this.#make(folder);
    this.#made.set(folder, making);
    making.catch(() => this.forgetFolder(folder));
    return making;
  }

  /** The folder is not there any more: the next `makeFolder` makes it again. */
  forgetFolder(folder: string): void {
    this.#made.delete(folder);
  }

  /** A measurement that fails is remembered by nobody: the volume may be back with the next request. */
  #measure(measuredMs: number): { readonly bytes: Promise<number>; readonly measuredMs: number } {
    const measurement = { bytes: this.#host.disk.freeBytes(this.#folder), measuredMs };
    measurement.bytes.catch(() => {
      if (this.#free === measurement) this.#free = undefined;
    });
    return measurement;
  }

  async #makeOwned(): Promise<void> {
    const { disk } = this.#host;
    const topmost = await disk.makeFolders(this.#owned);
    const above = topmost !== undefined && topmost.length <= this.#folder.length;
    await syncFolders(disk, this.#owned, above ? dirname(topmost) : this.#folder);
  }

  async #probe(): Promise<void> {
    const { disk } = this.#host;
    const probe = `${this.#staging}/${PROBE}`;
    try {
      // A crash may have left one.
      await unlinkIfThere(disk, probe);
      await (await disk.create(probe)).close();
      await disk.unlink(probe);
    } catch (error) {
      if (!(error instanceof DiskError && error.reason === 'full')) throw error;
    }
  }

  async #leftovers(): Promise<Leftovers> {
    const places: Place[] = [];
    const strangers: string[] = [];
    for (const name of await this.#host.disk.list(this.#staging)) {
      const path = pathOfStagingName(name);
      if (path === undefined) strangers.push(`${this.#staging}/${name}`);
      else places.push(this.#place(path));
    }
    return { places, strangers };
  }

  async #make(folder: string): Promise<void> {
    await this.#host.disk.makeFolders(folder);
    await syncFolders(this.#host.disk, dirname(folder), this.#folder);
  }

  #place(path: string): Place {
    const absolute = `${this.#folder}/${path}`;
    return {
      store: this,
      text: this.prefix + path,
      path: absolute,
      folder: dirname(absolute),
      staged: `${this.#staging}/${stagingName(path)}`,
    };
  }
}
