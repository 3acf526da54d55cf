import type { Item, Timeline } from '../timeline.ts';

/** What is looked for. Runs in the page: nothing is imported. */
export interface Search {
  /** Finds all items whose text or lane has all the words. */
  find(words: string): void;
  readonly active: boolean;
  readonly count: number;
  /** Place of the current one among the matches, from 0. */
  readonly at: number;
  isMatch(item: Item): boolean;
  /** The next match in time, or the one before. */
  step(by: number): Item | undefined;
}

/** Searches in a timeline. */
export function createSearch({ texts, lanes }: Timeline, items: readonly (readonly Item[])[]): Search {
  let matches: Item[] = [];
  let set = new Set<Item>();
  let active = false;
  let at = -1;
  /** For each of the texts, which of the words are in it, as bits: a text stands at many items. */
  const wordsIn = (all: readonly string[], wanted: readonly string[]): number[] =>
    all.map((text) => {
      const lower = text.toLowerCase();
      return wanted.reduce((bits, word, bit) => (lower.includes(word) ? bits | (1 << bit) : bits), 0);
    });
  return {
    find(words) {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20);
      active = wanted.length > 0;
      at = -1;
      const [inTexts, inLanes] = [wordsIn(texts, wanted), wordsIn(lanes, wanted)];
      const all = 2 ** wanted.length - 1;
      const found = (item: Item): boolean => ((inTexts[item.text] ?? 0) | (inLanes[item.lane] ?? 0)) === all;
      matches = active ? items.flatMap((lane) => lane.filter(found)) : [];
      matches.sort((a, b) => a.atMs - b.atMs);
      set = new Set(matches);
    },
    get active() {
      return active;
    },
    get count() {
      return matches.length;
    },
    get at() {
      return at;
    },
    isMatch: (item) => set.has(item),
    step(by) {
      if (matches.length === 0) return undefined;
      at = at === -1 && by < 0 ? matches.length - 1 : (at + by + matches.length) % matches.length;
      return matches[at];
    },
  };
}
