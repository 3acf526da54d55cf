import type { ClusterSnapshot } from '../api/types.ts';

/** Milliseconds that are remembered. */
export const HISTORY_MS = 60_000;

/** A load at a moment. */
export interface LoadPoint {
  readonly atMs: number;
  readonly requestsPerSecond: number;
}

/** How busy each storage was over the last minute, as far as it was watched. */
export class LoadHistory {
  readonly #points = new Map<string, readonly LoadPoint[]>();

  /** Notes the loads of a snapshot; storages that are gone are forgotten. */
  note({ groups }: ClusterSnapshot, atMs: number): void {
    const there = new Set<string>();
    for (const { storages } of groups) {
      for (const { address, load } of storages) {
        there.add(address);
        if (load === null) continue;
        const before = this.#points.get(address) ?? [];
        const recent = before.filter((point) => point.atMs > atMs - HISTORY_MS && point.atMs < atMs);
        this.#points.set(address, [...recent, { atMs, requestsPerSecond: load.requestsPerSecond }]);
      }
    }
    for (const address of this.#points.keys()) if (!there.has(address)) this.#points.delete(address);
  }

  /** A storage's points, oldest first. */
  of(address: string): readonly LoadPoint[] {
    return this.#points.get(address) ?? [];
  }
}
