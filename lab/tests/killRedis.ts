import { type Disaster, oneOf } from './disaster.ts';
import { withoutCacheMaster } from './hurts.ts';

/** Its replica takes its place after the time-out of the cluster; what it had not passed on is lost, which a cache may. */
export const killRedis: Disaster = {
  name: 'kill-redis',
  story: 'a master of the Redis Cluster is killed',
  strike: async (site, prng) => {
    const { redis } = site;
    // A replica without its copy is never promoted.
    await redis.whole();
    const master = oneOf(prng, await redis.masters());
    await redis.kill(master);
    return {
      victim: `${master.host.name}:${master.port}`,
      hurts: withoutCacheMaster(site),
      repair: () => redis.revive(master.host),
    };
  },
};
