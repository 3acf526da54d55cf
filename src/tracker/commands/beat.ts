import type { Connection } from '../../host/connection.ts';
import type { Host } from '../../host/host.ts';
import { sometimes } from '../../host/probe.ts';
import { BEAT_BODY_SIZE, type BeatRequest, decodeBeatRequest } from '../../protocol/beat.ts';
import { Command, ReplyCommand } from '../../protocol/command.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import { malformed } from '../../protocol/malformed.ts';
import { successPacket } from '../../protocol/packet.ts';
import { quote } from '../../protocol/quote.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import type { SmallCommand } from '../../server/command.ts';
import { logState } from '../stateLog.ts';
import type { StorageRecord, StorageTable } from '../storageTable.ts';

const REPLY = successPacket(ReplyCommand.tracker, 0);

/** BEAT: a storage is still there. Spec: TRACKER-BEAT, MIX-JOIN. */
export function beatCommand(host: Host, table: StorageTable, joins: WeakMap<Connection, StorageRecord>): SmallCommand {
  return {
    kind: 'small',
    name: 'BEAT',
    code: Command.beat,
    bodySizes: [BEAT_BODY_SIZE, BEAT_BODY_SIZE],
    routine: true,
    answer(body, { connection }) {
      const request = decodeBeatRequest(body);
      const nowMs = host.clock.monotonicMs();
      const wallSeconds = Math.floor(host.clock.wallMs() / 1000);
      const joined = joins.get(connection);
      const own = joined !== undefined && isOf(joined, request) && table.has(joined);
      const record = own ? joined : matching(table, request, connection.peer.host);
      const before = table.stateOf(record, nowMs);
      table.beat(record, nowMs, wallSeconds);
      if (before === 'OFFLINE') sometimes('tracker.offlineBeatsAgain');
      if (before !== 'ACTIVE') logState(host.log, record, before, 'ACTIVE');
      return REPLY;
    },
  };
}

function isOf(record: StorageRecord, { group, hostname }: BeatRequest): boolean {
  return record.group === group && record.hostname === hostname;
}

/** The storage that a beat is for which came on another connection than its JOIN. Spec: TRACKER-BEAT, TRACKER-BEAT-SEVERAL. */
function matching(table: StorageTable, request: BeatRequest, ip: string): StorageRecord {
  const named = table.ofGroup(request.group).filter((record) => isOf(record, request));
  const records = named.length > 1 ? named.filter((record) => record.ip === ip) : named;
  const [record] = records;
  const who = `${quote(request.hostname)} of group ${quote(request.group)}`;
  if (records.length > 1) throw malformed(`${records.length} storages ${who} joined from ${ip}: which of them beats?`);
  if (record === undefined) throw new TnvError(ErrorNumber.notFound, `storage ${who} has not joined`);
  return record;
}
