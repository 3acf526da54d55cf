import type { Disaster } from './disaster.ts';
import { withHostAlone } from './hurts.ts';

/** Nobody is told: every connection to it and from it hangs. */
export const cutSilently: Disaster = {
  name: 'cut-silently',
  story: 'the switch drops all that comes from the host of the floating address and goes to it',
  strike: async (site) => {
    const host = await site.keepalived.master();
    await host.silentCut();
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
