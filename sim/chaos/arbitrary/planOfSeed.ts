import { Prng } from '../../prng.ts';
import type { Plan } from '../plan.ts';
import { drawFaults } from './drawFaults.ts';
import { drawOperations } from './drawOperations.ts';
import { drawTopology } from './drawTopology.ts';

const CHAOS_MS = [15_000, 600_000] as const;

/** The plan that a seed stands for, the same one always; `chaosMs` is drawn too unless it is given. */
export function planOfSeed(seed: number, chaosMs?: number): Plan {
  const prng = new Prng(seed);
  const topology = drawTopology(prng.fork());
  const durationMs = chaosMs ?? Math.floor(prng.magnitude(...CHAOS_MS));
  const operations = drawOperations(prng.fork(), topology, durationMs);
  return { seed, chaosMs: durationMs, topology, operations, faults: drawFaults(prng.fork(), durationMs) };
}
