/** Ids `first` to `end - 1`, which belong to whoever took the block. */
export interface IdBlock {
  readonly first: bigint;
  readonly end: bigint;
}

/** `tnv_idsdb`: the next free id of every key. Methods reject with a `StoreError`. */
export interface IdStore {
  /**
   * Takes the next `step` ids of `key`, none below `floor`; a key nobody used starts at `floor` (0 for a new one).
   * The block is taken durably before it is returned; after an unknown outcome the caller takes another one and
   * the ids in between are never used. Spec: ID-UNIQUE.
   */
  takeBlock(key: string, step: number, floor: bigint): Promise<IdBlock>;
  /** Ends its connections. */
  close(): Promise<void>;
}
