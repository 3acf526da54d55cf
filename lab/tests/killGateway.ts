import type { Disaster } from './disaster.ts';
import { NOBODY } from './hurts.ts';

/** As with the tracker: its health moves the address. */
export const killGateway: Disaster = {
  name: 'kill-gateway',
  story: 'the gateway at the floating address is killed',
  strike: async ({ daemons, keepalived }) => {
    const host = await keepalived.master();
    await daemons.on(host, 'http').kill();
    return { victim: host.name, hurts: NOBODY, repair: () => daemons.revive(host) };
  },
};
