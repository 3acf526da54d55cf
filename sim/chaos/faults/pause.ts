import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** A process stands still, as by SIGSTOP. */
export function pause(site: Site, { target }: FaultOf<'pause'>): Heal {
  const { name, host } = site.pick(target);
  const { world, hardships } = site;
  host.pause();
  const isOver = hardships.begin(name, 'standstill', world.nowMs);
  return () => {
    host.resume();
    isOver(world.nowMs);
  };
}
