import { type Disaster, oneOf } from './disaster.ts';
import { NOBODY } from './hurts.ts';

/** Storages ask the other one; the ids that the dead one had taken from the database are skipped. */
export const killIdServer: Disaster = {
  name: 'kill-id-server',
  story: 'an id server is killed',
  strike: async ({ daemons }, prng) => {
    const server = oneOf(prng, daemons.of('id'));
    await server.kill();
    return { victim: server.host.name, hurts: NOBODY, repair: () => daemons.revive(server.host) };
  },
};
