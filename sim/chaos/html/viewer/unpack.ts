import type { Item, Timeline } from '../timeline.ts';

/** The items of a timeline, by lane. Runs in the page: nothing is imported. */
export function unpack({ items }: Timeline): Item[][] {
  const NUMBERS_OF_ITEM = 6;
  const TICKS_PER_MS = 100;
  const CONNECTION = 6;
  const ROWS = 4;
  return items.map((packed, lane) => {
    const unpacked: Item[] = [];
    const freeAtMs = new Array<number>(ROWS).fill(0);
    let ticks = 0;
    for (let at = 0; at < packed.length; at += NUMBERS_OF_ITEM) {
      const [since = 0, lasts = 0, kind = 0, text = 0, from = -1, outcome = 0] = packed.slice(at, at + NUMBERS_OF_ITEM);
      ticks += since;
      const atMs = ticks / TICKS_PER_MS;
      const untilMs = (ticks + lasts) / TICKS_PER_MS;
      let row = 0;
      if (kind === CONNECTION) {
        // The first row that is free, or else the one that is free first.
        const free = freeAtMs.findIndex((freeMs) => freeMs <= atMs);
        row = free === -1 ? freeAtMs.indexOf(Math.min(...freeAtMs)) : free;
        freeAtMs[row] = Math.max(freeAtMs[row] ?? 0, untilMs);
      }
      unpacked.push({ lane, atMs, untilMs, kind, text, from, outcome, row });
    }
    return unpacked;
  });
}
