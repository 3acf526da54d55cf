import type { Cache } from '../cache/cache.ts';
import type { BufferPool } from '../host/bufferPool.ts';
import type { Disk } from '../host/disk.ts';
import type { Turns } from '../host/turns.ts';
import type { FileStore } from '../store/fileStore.ts';
import type { FileFinder } from './fileFinder.ts';
import type { OwnerMemory } from './ownerMemory.ts';
import type { RowInsertion } from './rowInsertion.ts';
import type { Settling } from './settling.ts';
import type { StorePaths } from './storePaths.ts';

/** What the commands of a storage are made of. */
export interface StorageParts {
  readonly disk: Disk;
  readonly buffers: BufferPool;
  /** At reading pieces of large downloads. */
  readonly reads: Turns;
  readonly files: FileStore;
  /** One that never rejects. */
  readonly cache: Cache;
  readonly stores: StorePaths;
  readonly owners: OwnerMemory;
  readonly finder: FileFinder;
  readonly rows: RowInsertion;
  readonly settling: Settling;
}
