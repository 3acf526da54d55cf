import { type Disaster, oneOf } from './disaster.ts';
import { NOBODY } from './hurts.ts';

/** Its volume goes on with two of three copies; the third is brought up to date when it is back. */
export const killBrick: Disaster = {
  name: 'kill-brick',
  story: 'a brick of a volume is killed',
  strike: async ({ glusterfs, hosts }, prng) => {
    const host = oneOf(prng, hosts);
    await glusterfs.killBrick(host);
    return { victim: host.name, hurts: NOBODY, repair: () => glusterfs.revive(host) };
  },
};
