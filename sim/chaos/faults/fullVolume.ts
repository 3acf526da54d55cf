import type { SimTree } from '../../disk/simTree.ts';
import type { Heal, Site } from '../site.ts';
import { chosenVolumes } from './chosenVolumes.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<SimTree, number>(
  (volume) => volume.capacityBytes,
  (volume, value) => {
    volume.capacityBytes = value;
  },
);

/** The volumes of a group, or one of them, have no room left, or hardly any. */
export function fullVolume(site: Site, { group, volume, leavesBytes = 0 }: FaultOf<'fullVolume'>): Heal {
  const heals = chosenVolumes(site.volumesOf(group), volume).map((tree) =>
    layers.add(tree, tree.capacityBytes - tree.freeBytes + leavesBytes),
  );
  return () => {
    for (const heal of heals) heal();
  };
}
