import type { Heal, Site } from '../site.ts';
import { crashMachine } from './crashMachine.ts';
import type { FaultOf } from './faultOf.ts';

/** A process is killed just before its nth operation on its disk from now on takes effect. */
export function crashAtDisk(site: Site, { target, nth }: FaultOf<'crashAtDisk'>): Heal {
  const machine = site.pick(target);
  let count = 0;
  let restart: Heal = () => {};
  const unwatch = machine.host.diskFaults.addWatcher(() => {
    if (++count < nth) return;
    unwatch();
    restart = crashMachine(site, machine, {});
  });
  return () => {
    unwatch();
    return restart();
  };
}
