import type { CrashOptions } from '../../host/simHost.ts';
import type { Heal, MachineState, Site } from '../site.ts';

/**
 * Kills what runs on a machine; healing starts it again, unless somebody else did. The volumes of a storage that is
 * alone in its group are its own disks: they lose what its disk loses.
 */
export function crashMachine(site: Site, machine: MachineState, options: CrashOptions): Heal {
  const victim = machine.host;
  if (!victim.alive) return () => {};
  machine.crash(options);
  for (const volume of ownVolumes(site, machine)) volume.crash(options.disk ?? 'lost', site.world.prng);
  return () => (machine.host === victim ? machine.restart() : undefined);
}

function ownVolumes(site: Site, { group }: MachineState): ReturnType<Site['volumesOf']> {
  if (group === undefined) return [];
  const members = site.ofKind('storage').filter((machine) => machine.group === group);
  return members.length === 1 ? site.volumesOf(group) : [];
}
