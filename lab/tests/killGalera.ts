import { type Disaster, oneOf } from './disaster.ts';
import { withoutDatabaseNode } from './hurts.ts';

/** The other two are a majority and go on; it comes back by a transfer of what it missed. */
export const killGalera: Disaster = {
  name: 'kill-galera',
  story: 'a node of the Galera cluster is killed',
  strike: async (site, prng) => {
    const { galera } = site;
    const host = oneOf(prng, galera.hosts);
    await galera.kill(host);
    return { victim: host.name, hurts: withoutDatabaseNode(site), repair: () => galera.revive(host) };
  },
};
