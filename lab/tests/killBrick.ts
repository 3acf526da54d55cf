import { type Disaster, oneOf } from './disaster.ts';
import { withoutBrick } from './hurts.ts';

/** Its volume goes on with two of three copies; the third is brought up to date when it is back. */
export const killBrick: Disaster = {
  name: 'kill-brick',
  story: 'a brick of a volume is killed',
  strike: async (site, prng) => {
    const host = oneOf(prng, site.hosts);
    await site.glusterfs.killBrick(host);
    return { victim: host.name, hurts: withoutBrick(site, host), repair: () => site.glusterfs.revive(host) };
  },
};
