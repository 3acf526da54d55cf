import type { Bug } from './bug.ts';
import { CANARY } from './catalogue.ts';
import { type Hunt, Hunter } from './hunt.ts';
import { formatHunt, huntJson } from './huntReport.ts';

/** What `tnv sim bugs` was asked for. */
export interface BugsOptions {
  readonly bugs: readonly Bug[];
  readonly firstSeed: number;
  readonly seedsMax: number;
  /** Bugs hunted at once. */
  readonly jobs: number;
  readonly json: boolean;
  /** Writes one line. */
  readonly print: (line: string) => void;
  /** Told from time to time how far it is. */
  readonly onProgress?: (text: string) => void;
  /** Ends all hunts that are under way; no process of theirs is left when the result has settled. */
  readonly signal?: AbortSignal;
}

const SEED_TIMEOUT_MS = 60_000;

/**
 * Hunts planted bugs and prints a line for each as it is done, and what it came to at the end or when it is ended.
 * Resolves to whether all were caught, the canary with the first seed.
 */
export async function huntBugs(options: BugsOptions): Promise<boolean> {
  const { bugs, firstSeed, seedsMax, jobs, json, print, onProgress, signal } = options;
  const onSeed = (bug: Bug, seed: number): void =>
    onProgress?.(`${hunts.length} of ${bugs.length} bugs hunted; ${bug.name}: seed ${seed}`);
  const hunter = new Hunter({ firstSeed, seedsMax, seedTimeoutMs: SEED_TIMEOUT_MS, onSeed, signal });
  const hunts: Hunt[] = [];
  const waiting = [...bugs];
  const work = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug !== undefined && !signal?.aborted; bug = waiting.shift()) {
      const hunt = await hunter.hunt(bug);
      if (hunt === undefined) return;
      hunts.push(hunt);
      if (!json) print(formatHunt(hunt));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const missed = hunts.filter(isMissed).map(({ bug }) => bug.name);
  const interrupted = signal?.aborted ? `; interrupted, ${bugs.length - hunts.length} not hunted to the end` : '';
  if (json) print(JSON.stringify(hunts.map(huntJson), undefined, 2));
  else print(`${hunts.length - missed.length} of ${hunts.length} caught${interrupted}`);
  if (missed.includes(CANARY) && !json) print('the canary was not caught with the first seed: no result above counts');
  return missed.length === 0;
}

function isMissed({ bug, caught, seeds }: Hunt): boolean {
  return caught === undefined || (bug.name === CANARY && seeds > 1);
}
