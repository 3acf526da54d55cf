import type { Line } from '../site/line.ts';
import { type FaultKind, NOTHING_MISSING, oneOf } from './fault.ts';

const LASTS_MAX_MS = 6_000;
const DELAY_MAX_MS = 1_500;
const BYTES_PER_MS_MIN = 2;
const BYTES_PER_MS_MAX = 200;

/** A fault of one line; `fraction` says how bad it is, from 0 to 1. Healed when it is over. */
function onLine(name: string, weight: number, strike: (line: Line, fraction: number) => void): FaultKind {
  return {
    name,
    weight,
    missing: NOTHING_MISSING,
    draw(prng, { lines }) {
      const line = oneOf(prng, lines);
      const fraction = prng.within(0, 1);
      const resets = prng.chance(0.5);
      const begin = async (): Promise<() => void> => {
        strike(line, fraction);
        return () => {
          line.heal();
          if (resets) line.resetLost();
        };
      };
      return { target: line.name, text: `${line.name}: ${name}`, lastsMs: prng.below(LASTS_MAX_MS), begin };
    },
  };
}

/** Ways between processes that are slow, cut, or half open. */
export const LINE_FAULTS: readonly FaultKind[] = [
  onLine('delayed', 3, (line, fraction) => line.blow({ delayMs: fraction ** 2 * DELAY_MAX_MS })),
  onLine('throttled', 2, (line, fraction) =>
    line.blow({ bytesPerMs: BYTES_PER_MS_MIN + fraction * (BYTES_PER_MS_MAX - BYTES_PER_MS_MIN) }),
  ),
  onLine('cut', 3, (line) => line.cut()),
  onLine('refused', 2, (line) => line.refuse()),
  onLine('half open', 3, (line) => line.swallow()),
];
