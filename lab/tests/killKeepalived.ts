import type { Disaster } from './disaster.ts';
import { NOBODY } from './hurts.ts';

/** Nobody takes the address off its host: for a while both have it, and both serve. */
export const killKeepalived: Disaster = {
  name: 'kill-keepalived',
  story: 'the Keepalived that has the floating address is killed',
  strike: async ({ keepalived }) => {
    const host = await keepalived.master();
    await keepalived.kill(host);
    return { victim: host.name, hurts: NOBODY, repair: () => keepalived.revive(host) };
  },
};
