import { type Disaster, oneOf } from './disaster.ts';
import { withHostAlone } from './hurts.ts';

/** Its processes run on, alone: its copy of the volume may not be written, and its storage says so. */
export const cutCable: Disaster = {
  name: 'cut-cable',
  story: "a host's cable is pulled",
  strike: async (site, prng) => {
    await site.redis.whole();
    const host = oneOf(prng, site.hosts);
    await host.cutCable();
    return {
      victim: host.name,
      hurts: withHostAlone(site, host),
      repair: async () => {
        await host.heal();
        await site.revive(host);
      },
    };
  },
};
