import type { SimTree } from '../../disk/simTree.ts';
import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<SimTree, number>(
  (volume) => volume.capacityBytes,
  (volume, value) => {
    volume.capacityBytes = value;
  },
);

/** The volumes of a group have no room left. */
export function fullVolume(site: Site, { group }: FaultOf<'fullVolume'>): Heal {
  const heals = site.volumesOf(group).map((volume) => layers.add(volume, 0));
  return () => {
    for (const heal of heals) heal();
  };
}
