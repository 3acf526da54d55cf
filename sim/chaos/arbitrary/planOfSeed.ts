import { Prng } from '../../prng.ts';
import type { Plan } from '../plan.ts';
import { drawFaults } from './drawFaults.ts';
import { drawListings } from './drawListings.ts';
import { drawOperations } from './drawOperations.ts';
import { drawTopology } from './drawTopology.ts';

const CHAOS_MS = [15_000, 600_000] as const;
const OPERATIONS_PER_MS = 400 / CHAOS_MS[1];

/** The plan that a seed stands for, the same one always; `chaosMs` is drawn too unless it is given. */
export function planOfSeed(seed: number, chaosMs?: number): Plan {
  const prng = new Prng(seed);
  const topology = drawTopology(prng.fork());
  const durationMs = chaosMs ?? Math.floor(prng.magnitude(...CHAOS_MS));
  // A run that was asked to be long has as much to do, by the minute, as the longest one that is drawn.
  const count = durationMs > CHAOS_MS[1] ? Math.ceil(durationMs * OPERATIONS_PER_MS) : undefined;
  const drawn = drawOperations(prng.fork(), topology, durationMs, count);
  const faults = drawFaults(prng.fork(), durationMs, drawn);
  const listings = drawListings(prng.fork(), topology, durationMs, drawn);
  const operations = [...drawn, ...listings].sort((a, b) => a.atMs - b.atMs);
  return { seed, chaosMs: durationMs, topology, operations, faults };
}
