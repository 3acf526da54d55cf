import type { StoreFolder } from './storeFolder.ts';

/** Where one file is kept. */
export interface Place {
  readonly store: StoreFolder;
  /** As rows and the cache say it: the configured store path and what is below it. */
  readonly text: string;
  /** Absolute path of the file. */
  readonly path: string;
  /** Absolute path of the folder it is in. */
  readonly folder: string;
  /** Absolute path of its entry in our staging folder. Spec: STORE-STAGING. */
  readonly staged: string;
}
