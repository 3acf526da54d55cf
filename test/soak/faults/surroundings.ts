import type { SoakSite } from '../site/soakSite.ts';
import { faketimeLibrary } from '../site/wallClock.ts';
import { type FaultKind, NotNow, oneOf } from './fault.ts';

const LASTS_MAX_MS = 6_000;
const JUMP_MAX_SECONDS = 3 * 86_400;

const needsVolumes = (site: SoakSite): string | undefined =>
  site.volumes.every(({ isMounted }) => isMounted) ? undefined : 'file systems of its own need root, and unshare';

/** Volumes without room or without permission to write, and clocks that jump. */
export const SURROUNDING_FAULTS: readonly FaultKind[] = [
  {
    name: 'fullDisk',
    weight: 2,
    missing: needsVolumes,
    draw(prng, { volumes }) {
      const volume = oneOf(prng, volumes);
      const begin = async (): Promise<() => void> => {
        volume.fill();
        return () => volume.empty();
      };
      return { target: volume.text, text: `no room on ${volume.text}`, lastsMs: prng.below(LASTS_MAX_MS), begin };
    },
  },
  {
    name: 'readOnly',
    weight: 2,
    missing: (site) => (process.getuid?.() === 0 ? needsVolumes(site) : undefined),
    draw(prng, { volumes }) {
      const volume = oneOf(prng, volumes);
      const begin = async (): Promise<() => Promise<void>> => {
        if (!(await volume.protect())) throw new NotNow('the volume is busy');
        return () => volume.release();
      };
      return { target: volume.text, text: `${volume.text} is read-only`, lastsMs: prng.below(LASTS_MAX_MS), begin };
    },
  },
  {
    name: 'clockJump',
    weight: 2,
    missing: () => (faketimeLibrary() === undefined ? 'libfaketime is not installed (Debian: faketime)' : undefined),
    draw(prng, { daemons }) {
      const daemon = oneOf(prng, daemons);
      const size = Math.round(prng.magnitude(1, JUMP_MAX_SECONDS));
      const seconds = prng.chance(0.5) ? size : -size;
      const begin = async (): Promise<() => void> => {
        daemon.clock?.jump(seconds);
        return () => daemon.clock?.jump(0);
      };
      const text = `wall clock of ${daemon.name} jumps by ${seconds} s`;
      return { target: `clock of ${daemon.name}`, text, lastsMs: prng.below(LASTS_MAX_MS), begin };
    },
  },
];
