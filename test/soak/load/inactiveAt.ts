import { Client } from '../../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../../src/client/clientConfig.ts';
import type { Address } from '../../../src/host/address.ts';
import { createLog } from '../../../src/host/node/log.ts';
import { createNodeHost } from '../../../src/host/node/nodeHost.ts';
import { parseGroupsText } from '../../../src/protocol/groupsText.ts';

/** What is wrong, in words, when a tracker does not take so many storages for ACTIVE. */
export async function inactiveAt(tracker: Address, wanted: number): Promise<string | undefined> {
  const host = createNodeHost({ log: createLog({ level: 'error' }) });
  const client = new Client(host, { ...CLIENT_DEFAULTS, trackers: [tracker] });
  try {
    const storages = parseGroupsText(await client.groups()).flatMap((group) => group.storages);
    const active = storages.filter(({ state }) => state === 'ACTIVE').length;
    return active === wanted ? undefined : `${active} of ${storages.length} are`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.close();
  }
}
