import { type Disaster, oneOf, powerOff } from './disaster.ts';

/** A storage, a brick and Redis servers go at once. */
export const powerOffHost: Disaster = {
  name: 'power-off-host',
  story: 'a host of the second group loses its power',
  strike: async (site, prng) => {
    await site.redis.whole();
    return powerOff(site, oneOf(prng, site.redis.hosts));
  },
};
