import type { Hardship } from '../../../sim/chaos/hardships.ts';
import type { SoakSite } from '../site/soakSite.ts';
import type { Volume } from '../site/volume.ts';
import { faketimeLibrary } from '../site/wallClock.ts';
import { type FaultKind, type Hurt, NotNow, oneOf } from './fault.ts';

const LASTS_MAX_MS = 6_000;
const JUMP_MAX_SECONDS = 3 * 86_400;

const needsVolumes = (site: SoakSite): string | undefined =>
  site.volumes.every(({ isMounted }) => isMounted) ? undefined : 'file systems of its own need root, and unshare';

function onStoragesOf(volume: Volume, site: SoakSite, hardship: Hardship): Hurt[] {
  const storages = site.of('storage').filter(({ group }) => group === site.volumes.indexOf(volume));
  return [{ daemons: storages.map(({ name }) => name), hardships: [hardship] }];
}

/** Volumes without room or without permission to write, and clocks that jump. */
export const SURROUNDING_FAULTS: readonly FaultKind[] = [
  {
    name: 'fullDisk',
    weight: 2,
    missing: needsVolumes,
    draw(prng, site) {
      const volume = oneOf(prng, site.volumes);
      const begin = async (): Promise<() => void> => {
        volume.fill();
        return () => volume.empty();
      };
      const text = `no room on ${volume.text}`;
      const hurts = onStoragesOf(volume, site, 'disk full');
      return { target: volume.text, text, lastsMs: prng.below(LASTS_MAX_MS), hurts, begin };
    },
  },
  {
    name: 'readOnly',
    weight: 2,
    missing: (site) => (process.getuid?.() === 0 ? needsVolumes(site) : undefined),
    draw(prng, site) {
      const volume = oneOf(prng, site.volumes);
      const begin = async (): Promise<() => Promise<void>> => {
        if (!(await volume.protect())) throw new NotNow('the volume is busy');
        return () => volume.release();
      };
      const text = `${volume.text} is read-only`;
      const hurts = onStoragesOf(volume, site, 'disk io');
      return { target: volume.text, text, lastsMs: prng.below(LASTS_MAX_MS), hurts, begin };
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
      return { target: `clock of ${daemon.name}`, text, lastsMs: prng.below(LASTS_MAX_MS), hurts: [], begin };
    },
  },
];
