import type { Heal, Site } from '../site.ts';
import type { FaultOf } from './faultOf.ts';

/** All machines of a kind are stopped as an operator does and started again, one after the other. */
export function rollingRestart(site: Site, { of, pauseMs }: FaultOf<'rollingRestart'>): Heal {
  let over = false;
  const roll = async (): Promise<void> => {
    for (const machine of site.ofKind(of)) {
      if (over) return;
      await machine.stopAndStart();
      if (!over) await site.world.sleep(pauseMs);
    }
  };
  const rolling = roll();
  return () => {
    over = true;
    return rolling;
  };
}
