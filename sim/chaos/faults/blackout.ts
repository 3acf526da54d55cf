import type { Heal, Site } from '../site.ts';
import { crashMachine } from './crashMachine.ts';
import type { FaultOf } from './faultOf.ts';

/** All storages of a group lose their power at once, and so do the volumes they share. */
export function blackout(site: Site, { group, disk }: FaultOf<'blackout'>): Heal {
  const volumes = site.volumesOf(group);
  const storages = site
    .ofKind('storage')
    .filter((machine) => machine.group !== undefined && site.volumesOf(machine.group)[0] === volumes[0]);
  const restarts = storages.map((machine) => crashMachine(site, machine, { connections: 'silent', disk: 'kept' }));
  for (const volume of volumes) volume.crash(disk, site.world.prng);
  return async () => {
    await Promise.all(restarts.map((restart) => restart()));
  };
}
