import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** All connections of a machine are reset at once, at both ends. */
export function cutConnections(site: Site, { target }: FaultOf<'cutConnections'>): Heal {
  site.world.network.cut(site.pick(target).host);
  return () => {};
}
