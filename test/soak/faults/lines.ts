import type { Line } from '../site/line.ts';
import type { SoakSite } from '../site/soakSite.ts';
import { type FaultKind, type Hurt, NOTHING_MISSING, oneOf } from './fault.ts';

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
    draw(prng, site) {
      const line = oneOf(prng, site.lines);
      const fraction = prng.within(0, 1);
      const resets = prng.chance(0.5);
      const begin = async (): Promise<() => void> => {
        strike(line, fraction);
        return () => {
          line.heal();
          if (resets) line.resetLost();
        };
      };
      const text = `${line.name}: ${name}`;
      const hurts = hurtsOf(line, site);
      return { target: line.name, text, lastsMs: prng.below(LASTS_MAX_MS), hurts, begin, gone: () => line.lostGone };
    },
  };
}

const KINDS = { trackers: 'tracker', 'id servers': 'id', storages: 'storage', 'the gateway': 'http' } as const;

/** Only a way to the database or to the cache: with its clients and with other servers a daemon has patience. */
function hurtsOf({ name }: Line, site: SoakSite): Hurt[] {
  const [who = '', where] = name.split(' to the ');
  if (where !== 'database' && where !== 'cache') return [];
  const daemons = site.of(KINDS[who as keyof typeof KINDS]).map((daemon) => daemon.name);
  return [{ daemons, hardships: [where] }];
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
