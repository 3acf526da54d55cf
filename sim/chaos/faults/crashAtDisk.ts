import type { Heal, Site } from '../site.ts';
import { crashMachine } from './crashMachine.ts';
import type { FaultOf } from './faultOf.ts';

/**
 * A process is killed just before its nth operation on its disk from now on takes effect; with `starting`, the one that
 * is there is killed at once, and it is the one started in its place that dies so.
 */
export function crashAtDisk(site: Site, { target, nth, starting = false }: FaultOf<'crashAtDisk'>): Heal {
  const machine = site.pick(target);
  const startAgain = starting ? crashMachine(site, machine, {}) : () => {};
  let count = 0;
  let restart: Heal = () => {};
  const unwatch = machine.host.diskFaults.addWatcher(() => {
    if (++count < nth) return;
    unwatch();
    restart = crashMachine(site, machine, {});
  });
  void startAgain();
  return () => {
    unwatch();
    return restart();
  };
}
