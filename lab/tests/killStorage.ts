import { type Disaster, oneOf } from './disaster.ts';
import { NOBODY } from './hurts.ts';

/** The other storages of its group do its work. */
export const killStorage: Disaster = {
  name: 'kill-storage',
  story: 'a storage is killed',
  strike: async ({ daemons }, prng) => {
    const storage = oneOf(prng, daemons.of('storage'));
    await storage.kill();
    return { victim: storage.host.name, hurts: NOBODY, repair: () => daemons.revive(storage.host) };
  },
};
