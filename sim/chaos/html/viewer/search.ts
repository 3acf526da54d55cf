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
export function createSearch({ items, texts, lanes }: Timeline): Search {
  let matches: Item[] = [];
  let set = new Set<Item>();
  let active = false;
  let at = -1;
  return {
    find(words) {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      active = wanted.length > 0;
      at = -1;
      const has = (text: string | undefined, word: string): boolean => text?.toLowerCase().includes(word) ?? false;
      const all = active ? items.flat() : [];
      matches = all.filter((item) => wanted.every((word) => has(texts[item[4]], word) || has(lanes[item[0]], word)));
      matches.sort((a, b) => a[1] - b[1]);
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
