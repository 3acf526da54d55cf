import { type IdBlock, type IdStore, IdsUsedUp } from '../../src/store/idStore.ts';

const INT64_MAX = 2n ** 63n - 1n;

/** An `IdStore` in memory. Id servers that share one object share one database. */
export class SimIdStore implements IdStore {
  readonly #nextFree = new Map<string, bigint>();

  async takeBlock(key: string, step: number, floor: bigint): Promise<IdBlock> {
    const nextFree = this.#nextFree.get(key) ?? 0n;
    const first = nextFree > floor ? nextFree : floor;
    const end = first + BigInt(step);
    if (end > INT64_MAX) throw new IdsUsedUp(key);
    this.#nextFree.set(key, end);
    return { first, end };
  }

  /** The next free id of every key, for whoever checks what a run left behind. */
  nextIds(): ReadonlyMap<string, bigint> {
    return this.#nextFree;
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}
}
