import type { Store } from './store.ts';
import { StoreError } from './storeError.ts';

/** Ids `first` to `end - 1`, which belong to whoever took the block. */
export interface IdBlock {
  readonly first: bigint;
  readonly end: bigint;
}

/** A key has fewer ids left below 2^63 than were asked for; nothing was changed. */
export class IdsUsedUp extends StoreError {
  constructor(key: string) {
    super('failed', `the ids of key "${key}" are used up`);
  }
}

/** `tnv_idsdb`: the next free id of every key. Methods reject with a `StoreError`. */
export interface IdStore extends Store {
  /**
   * Takes the next `step` ids of `key`, none below `floor`; a key nobody used starts at `floor` (0 for a new one).
   * The block is taken durably before it is returned; after an unknown outcome the caller takes another one and
   * the ids in between are never used. Rejects with an `IdsUsedUp` when the block would not end below 2^63.
   * Spec: ID-UNIQUE, ID-EXHAUSTED.
   */
  takeBlock(key: string, step: number, floor: bigint): Promise<IdBlock>;
}
