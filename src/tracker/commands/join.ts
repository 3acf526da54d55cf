import type { Connection } from '../../host/connection.ts';
import type { Host } from '../../host/host.ts';
import { Command, ReplyCommand } from '../../protocol/command.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import { decodeJoinRequest, JOIN_BODY_SIZE, JOIN_BODY_SIZE_WIDE_PORT, type JoinRequest } from '../../protocol/join.ts';
import { malformed } from '../../protocol/malformed.ts';
import { successPacket } from '../../protocol/packet.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import type { SmallCommand } from '../../server/command.ts';
import type { GroupWatch } from '../groupWatch.ts';
import { logState } from '../stateLog.ts';
import type { Joined, StorageRecord, StorageTable } from '../storageTable.ts';

const REPLY = successPacket(ReplyCommand.tracker, 0);

/** JOIN: a storage says that it is there. Spec: TRACKER-JOIN. */
export function joinCommand(
  host: Host,
  table: StorageTable,
  joins: WeakMap<Connection, StorageRecord>,
  groupWatch: GroupWatch,
): SmallCommand {
  return {
    kind: 'small',
    name: 'JOIN',
    code: Command.join,
    bodySizes: [JOIN_BODY_SIZE, JOIN_BODY_SIZE_WIDE_PORT],
    answer(body, { connection }) {
      const request = decodeJoinRequest(body);
      check(request);
      const nowMs = host.clock.monotonicMs();
      const joined = table.join(request, connection.peer.host, nowMs);
      if (joined === undefined) {
        throw new TnvError(ErrorNumber.unavailable, `the table is full: ${table.size} storages are alive`);
      }
      const { record, before } = joined;
      joins.set(connection, record);
      logState(host.log, record, before === undefined ? 'unknown' : table.stateOf(before, nowMs), 'ONLINE');
      warnOfLookalikes(host, table, joined);
      groupWatch.notice(record.group);
      return REPLY;
    },
  };
}

/** Throws a malformed `TnvError` for what would lead nowhere, or would forge lines of the GROUPS text. Spec: TRACKER-JOIN-CHECKS. */
function check(request: JoinRequest): void {
  if (request.group === '') throw malformed('the group is empty');
  if (request.hostname === '') throw malformed('the hostname is empty');
  if (request.port === 0) throw malformed('nobody can reach a storage at port 0');
  for (const field of ['version', 'group', 'hostname'] as const) {
    if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(request[field])) throw malformed(`the ${field} contains a control character`);
  }
}

/** Warns of what looks like a mistake in somebody's configuration, or like a storage that has moved. */
function warnOfLookalikes(host: Host, table: StorageTable, { record, before, ousted }: Joined): void {
  const { group, hostname, address, port } = record;
  if (ousted !== undefined) {
    const was = `${ousted.hostname} of ${ousted.group}`;
    host.log.warn('storage took over an address', { group, hostname, address, was });
  }
  if (before !== undefined) return;
  const isTwin = (other: StorageRecord): boolean =>
    other.hostname === hostname && other.port === port && other.address !== address;
  const twin = table.ofGroup(group).find(isTwin);
  if (twin !== undefined) {
    host.log.warn('storage joined from a second address', { group, hostname, address, other: twin.address });
  }
}
