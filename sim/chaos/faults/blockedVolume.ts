import type { Heal, Site } from '../site.ts';
import { chosenVolumes } from './chosenVolumes.ts';
import type { FaultOf } from './faultOf.ts';

/** Volumes of a group answer nobody: their clients wait until they give up a copy that is silent. */
export function blockedVolume(site: Site, { group, volume }: FaultOf<'blockedVolume'>): Heal {
  const heals = chosenVolumes(site.volumesOf(group), volume).map((tree) => tree.gate.close());
  return () => {
    for (const heal of heals) heal();
  };
}
