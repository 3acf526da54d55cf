import type { FileAddress } from '../protocol/fileAddress.ts';

const OWNERS_MAX = 16_384;

/**
 * Whose file each path is, for the paths used last. A path belongs to one upload for ever, so this cannot grow
 * stale. A cache entry names neither the application nor, beyond doubt, user and file (`a` + `b:c` has the key of
 * `a:b` + `c`): it is believed only with this. Spec: READ-OWNER.
 */
export class OwnerMemory {
  readonly #ownersMax: number;
  /** In the order of last use, the one used longest ago first. */
  readonly #owners = new Map<string, FileAddress>();

  constructor(ownersMax = OWNERS_MAX) {
    this.#ownersMax = ownersMax;
  }

  /** Remembers that the file at the stored path `path` is this one; the path used longest ago makes room. */
  learn(path: string, { appid, userid, fileid }: FileAddress): void {
    this.#owners.delete(path);
    this.#owners.set(path, { appid, userid, fileid });
    if (this.#owners.size > this.#ownersMax) this.#forgetOldest();
  }

  /** Whether the file at `path` is known to be this one. */
  knows(path: string, address: FileAddress): boolean {
    const owner = this.#owners.get(path);
    if (owner === undefined || !sameFile(owner, address)) return false;
    this.#owners.delete(path);
    this.#owners.set(path, owner);
    return true;
  }

  #forgetOldest(): void {
    for (const path of this.#owners.keys()) {
      this.#owners.delete(path);
      return;
    }
  }
}

function sameFile(one: FileAddress, other: FileAddress): boolean {
  return one.appid === other.appid && one.userid === other.userid && one.fileid === other.fileid;
}
