import type { Disaster } from './disaster.ts';
import { NOBODY } from './hurts.ts';

/** Keepalived asks the tracker how it is, hears nothing, and moves the address to the other one. */
export const killTracker: Disaster = {
  name: 'kill-tracker',
  story: 'the tracker at the floating address is killed',
  strike: async ({ daemons, keepalived }) => {
    const host = await keepalived.master();
    await daemons.on(host, 'tracker').kill();
    return { victim: host.name, hurts: NOBODY, repair: () => daemons.revive(host) };
  },
};
