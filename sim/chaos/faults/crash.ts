import type { Heal, Site } from '../site.ts';
import { crashMachine } from './crashMachine.ts';
import type { FaultOf } from './faultOf.ts';

/** A process is killed, or its machine loses its power. */
export function crash(site: Site, { target, connections, disk }: FaultOf<'crash'>): Heal {
  return crashMachine(site, site.pick(target), { connections, disk });
}
