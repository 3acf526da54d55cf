import type { DiskFaults } from '../../disk/diskFaults.ts';
import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';
import { Layers } from './layers.ts';

const layers = new Layers<DiskFaults, number>(
  (faults) => faults.slowness,
  (faults, value) => {
    faults.slowness = value;
  },
);

/** Everything on the disk of a machine, its volumes included, takes `factor` times as long. */
export function slowDisk(site: Site, { target, factor }: FaultOf<'slowDisk'>): Heal {
  return layers.add(site.pick(target).host.diskFaults, factor);
}
