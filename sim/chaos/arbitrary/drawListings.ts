import type { Prng } from '../../prng.ts';
import type { FileNumber, Operation, Topology } from '../plan.ts';

/** The chance that a run lists and describes at all. */
const CHANCE_OF_ANY = 0.7;
const CHANCE_OF_DESCRIBE = 0.5;
/** The chance that what was described is described once more, in other words. */
const CHANCE_OF_AGAIN = 0.5;
/** A description is looked at by so many listings at most. */
const LOOKS_MAX = 3;
const PAGE_MAX = 6;
const SOON_MS = 20_000;

/**
 * Listings and descriptions of what `operations` are about, most of them shortly after one: what was stored, deleted or described must be
 * seen by then. They are drawn by themselves, so that all else of a plan stays as it is.
 */
export function drawListings(
  prng: Prng,
  topology: Topology,
  chaosMs: number,
  operations: readonly Operation[],
): Operation[] {
  const about = operations.filter((operation) => 'file' in operation);
  if (about.length === 0 || !prng.chance(CHANCE_OF_ANY)) return [];
  const drawn: Operation[] = [];
  const near = (moment: number): number => Math.min(chaosMs, Math.floor(moment + prng.magnitude(0.5, SOON_MS)));
  const client = (): number => prng.below(topology.clients);
  const list = ({ user }: FileNumber, moment: number): void => {
    const limit = prng.chance(0.3) ? 0 : prng.between(1, PAGE_MAX);
    drawn.push({ kind: 'list', atMs: near(moment), client: client(), user, limit });
  };
  for (let left = Math.floor(prng.magnitude(1, about.length / 2 + 1)); left > 0; left--) {
    const one = about[prng.below(about.length)];
    if (one === undefined) continue;
    const { user, file, atMs } = one;
    if (!prng.chance(CHANCE_OF_DESCRIBE)) {
      list({ user, file }, atMs);
      continue;
    }
    let moment = near(atMs);
    do {
      drawn.push({ kind: 'describe', atMs: moment, client: client(), user, file, name: prng.next() });
      for (let looks = prng.between(1, LOOKS_MAX); looks > 0; looks--) list({ user, file }, moment);
      moment = near(moment);
    } while (prng.chance(CHANCE_OF_AGAIN));
  }
  return drawn;
}
