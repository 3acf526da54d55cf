import type { Host } from '../../host/host.ts';
import { sometimes } from '../../host/probe.ts';
import { Command } from '../../protocol/command.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import { FILE_ADDRESS_SIZE } from '../../protocol/fileAddress.ts';
import { malformed } from '../../protocol/malformed.ts';
import { quote } from '../../protocol/quote.ts';
import { decodeSaddrsRequest, encodeSaddrsReply } from '../../protocol/saddrs.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import type { SmallCommand } from '../../server/command.ts';
import type { Router } from '../router.ts';
import type { StorageTable } from '../storageTable.ts';

/** Most addresses in a reply. */
const ADDRESSES_MAX = 3;

/** SADDRS: which storages serve this user? Spec: TRACKER-APPS, SADDRS-ACTIVE. */
export function saddrsCommand(
  host: Host,
  table: StorageTable,
  router: Router,
  appids: ReadonlySet<string>,
): SmallCommand {
  /** Up to three ACTIVE storages of the group, from a random one on in the order of the table. */
  const pick = (group: string): string[] => {
    const active = table.active(group, host.clock.monotonicMs());
    const addresses = [...new Set(active.map((record) => record.address))];
    if (addresses.length === 0) {
      sometimes('tracker.noStorageActive');
      throw new TnvError(ErrorNumber.unavailable, `no storage of group ${quote(group)} is active`);
    }
    const start = host.random.below(addresses.length);
    return [...addresses.slice(start), ...addresses.slice(0, start)].slice(0, ADDRESSES_MAX);
  };
  return {
    kind: 'small',
    name: 'SADDRS',
    code: Command.saddrs,
    bodySizes: [FILE_ADDRESS_SIZE, FILE_ADDRESS_SIZE],
    routine: true,
    async answer(body) {
      const { appid, userid } = decodeSaddrsRequest(body);
      if (!appids.has(appid)) {
        throw new TnvError(ErrorNumber.unknownApplication, `application ${quote(appid)} is not served here`);
      }
      if (userid === '') throw malformed('the userid is empty');
      const group = await router.groupOf(appid, userid);
      return encodeSaddrsReply({ group, addresses: pick(group) });
    },
  };
}
