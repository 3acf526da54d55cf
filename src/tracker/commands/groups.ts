import type { Host } from '../../host/host.ts';
import { Command } from '../../protocol/command.ts';
import { encodeGroupsReply } from '../../protocol/groups.ts';
import { formatGroupsText } from '../../protocol/groupsText.ts';
import type { SmallCommand } from '../../server/command.ts';
import type { StorageTable } from '../storageTable.ts';

/** GROUPS: all groups that storages have joined, and what is known of these. Spec: TRACKER-GROUPS. */
export function groupsCommand(host: Host, table: StorageTable): SmallCommand {
  const utcOffsetMs = (wallMs: number): number => host.clock.utcOffsetMs(wallMs);
  return {
    kind: 'small',
    name: 'GROUPS',
    code: Command.groups,
    bodySizes: [0, 0],
    // Whoever watches a site asks every second.
    routine: true,
    answer: () => encodeGroupsReply(formatGroupsText(table.groups(host.clock.monotonicMs()), utcOffsetMs)),
  };
}
