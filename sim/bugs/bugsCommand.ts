import type { Bug } from './bug.ts';
import { BUGS, CANARY } from './catalogue.ts';
import { type Hunt, Hunter } from './hunt.ts';
import { formatHunt, huntJson } from './huntReport.ts';

/** What `tnv sim bugs` was asked for. */
export interface BugsOptions {
  /** All of them when there is none. */
  readonly names: readonly string[];
  readonly firstSeed: number;
  readonly seedsMax: number;
  /** Bugs hunted at once. */
  readonly jobs: number;
  readonly json: boolean;
  /** Writes one line. */
  readonly print: (line: string) => void;
}

const SEED_TIMEOUT_MS = 60_000;

/**
 * Hunts planted bugs and prints a line for each as it is done. Resolves to whether all were caught, the canary with
 * the first seed. Rejects with an `Error` of one sentence for a name that no bug has.
 */
export async function huntBugs(options: BugsOptions): Promise<boolean> {
  const { firstSeed, seedsMax, jobs, json, print } = options;
  const bugs = choose(options.names);
  const hunter = new Hunter({ firstSeed, seedsMax, seedTimeoutMs: SEED_TIMEOUT_MS });
  const hunts: Hunt[] = [];
  const waiting = [...bugs];
  const work = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const hunt = await hunter.hunt(bug);
      hunts.push(hunt);
      if (!json) print(formatHunt(hunt));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  const missed = hunts.filter(isMissed).map(({ bug }) => bug.name);
  if (json) print(JSON.stringify(hunts.map(huntJson), undefined, 2));
  else print(`${hunts.length - missed.length} of ${hunts.length} caught`);
  if (missed.includes(CANARY) && !json) print('the canary was not caught with the first seed: no result above counts');
  return missed.length === 0;
}

function isMissed({ bug, caught, seeds }: Hunt): boolean {
  return caught === undefined || (bug.name === CANARY && seeds > 1);
}

function choose(names: readonly string[]): readonly Bug[] {
  if (names.length === 0) return BUGS;
  return names.map((name) => {
    const bug = BUGS.find((candidate) => candidate.name === name);
    if (bug === undefined)
      throw new Error(`there is no bug ${name}; there are: ${BUGS.map((known) => known.name).join(', ')}`);
    return bug;
  });
}
