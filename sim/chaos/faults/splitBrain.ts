import type { Heal, Site } from '../site.ts';
import { chosenVolumes } from './chosenVolumes.ts';
import type { FaultOf } from './faultOf.ts';

/** The copies of some files disagree, and nobody can tell which one is right until it heals. */
export function splitBrain(site: Site, { group, volume, rate }: FaultOf<'splitBrain'>): Heal {
  const prng = site.world.prng.fork();
  const heals = chosenVolumes(site.volumesOf(group), volume).map((tree) =>
    tree.splitBrain.begin(tree.everyFile().filter(() => prng.chance(rate))),
  );
  return () => {
    for (const heal of heals) heal();
  };
}
