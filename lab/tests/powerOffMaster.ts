import { type Disaster, powerOff } from './disaster.ts';

/** Everything a host can have goes at once: address, tracker, gateway, id server, storage, brick, database node. */
export const powerOffMaster: Disaster = {
  name: 'power-off-master',
  story: 'the host of the floating address loses its power',
  strike: async (site) => powerOff(site, await site.keepalived.master()),
};
