import type { SoakSite } from '../site/soakSite.ts';
import { type FaultKind, type Hurt, NOTHING_MISSING } from './fault.ts';

const AWAY_MAX_MS = 4_000;
/** Less than a statement may take to be given up and settled: one that takes effect later still is outside the promise. */
const PAUSE_MAX_MS = 5_000;

const SERVICES = { database: 'MariaDB', cache: 'Redis' } as const;

/** MariaDB and Redis killed or standing still. */
export const SERVICE_FAULTS: readonly FaultKind[] = (['database', 'cache'] as const).flatMap((which): FaultKind[] => {
  const hurts = ({ daemons }: SoakSite): Hurt[] => [{ daemons: daemons.map(({ name }) => name), hardships: [which] }];
  const of = (site: SoakSite): SoakSite['database'] | SoakSite['cache'] => site[which];
  return [
    {
      name: `kill ${which}`,
      weight: 1,
      missing: NOTHING_MISSING,
      draw(prng, site) {
        const begin = async (): Promise<() => Promise<void>> => {
          await of(site).kill();
          return () => of(site).restart();
        };
        const text = `kill -9 ${SERVICES[which]}`;
        return { target: which, text, lastsMs: prng.below(AWAY_MAX_MS), hurts: hurts(site), begin };
      },
    },
    {
      name: `pause ${which}`,
      weight: 1,
      missing: NOTHING_MISSING,
      draw(prng, site) {
        const begin = async (): Promise<() => void> => {
          of(site).pause();
          return () => of(site).resume();
        };
        const text = `SIGSTOP ${SERVICES[which]}`;
        return { target: which, text, lastsMs: prng.below(PAUSE_MAX_MS), hurts: hurts(site), begin };
      },
    },
  ];
});
