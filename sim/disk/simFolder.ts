import type { Prng } from '../prng.ts';
import type { SimFile } from './simFile.ts';

/** What a name stands for. */
export type SimNode = SimFile | SimFolder;

/** Entries of a folder at one moment that are about to become durable. */
export type EntryChanges = ReadonlyMap<string, SimNode | undefined>;

/** A simulated folder: its entries as they are, and as they would be after a crash. */
export class SimFolder {
  readonly kind = 'folder';
  modifiedMs: number;
  /** The moment the last sync under way ends; a later one does not end before it. */
  syncedAtMs = 0;
  #entries = new Map<string, SimNode>();
  #durable = new Map<string, SimNode>();
  readonly #changed = new Set<string>();

  constructor(modifiedMs: number) {
    this.modifiedMs = modifiedMs;
  }

  get entries(): ReadonlyMap<string, SimNode> {
    return this.#entries;
  }

  get(name: string): SimNode | undefined {
    return this.#entries.get(name);
  }

  set(name: string, node: SimNode, nowMs: number): void {
    this.#entries.set(name, node);
    this.#changed.add(name);
    this.modifiedMs = nowMs;
  }

  delete(name: string, nowMs: number): void {
    this.#entries.delete(name);
    this.#changed.add(name);
    this.modifiedMs = nowMs;
  }

  /** The entries that differ from what is durable. */
  changes(): EntryChanges {
    return new Map([...this.#changed].map((name) => [name, this.#entries.get(name)]));
  }

  /** Makes `changes` durable. */
  settle(changes: EntryChanges): void {
    for (const [name, node] of changes) {
      if (node === undefined) this.#durable.delete(name);
      else this.#durable.set(name, node);
      if (this.#entries.get(name) === node) this.#changed.delete(name);
    }
  }

  /** After a crash: only durable entries are there; with `prng`, also some of the changes that were not. */
  crash(prng?: Prng): void {
    if (prng !== undefined) {
      this.settle(new Map([...this.changes()].filter(() => prng.chance(0.5))));
    }
    this.#entries = new Map(this.#durable);
    this.#changed.clear();
    this.syncedAtMs = 0;
  }
}
