import { Command } from '../../../src/protocol/command.ts';
import { ErrorNumber } from '../../../src/protocol/errorNumber.ts';
import { APPID, groupNames, OTHER_APPID, storePathText } from '../names.ts';
import type { Observations, WireFacts } from './observations.ts';
import type { Refused } from './wire/refusalWatch.ts';

/** Milliseconds that a storage may take to find out that no id server answers: each one tried twice, with all patience. */
const ID_SERVERS_MS = 60_000;

const ON_FILES = new Set<number>([Command.filesize, Command.download, Command.delete, Command.describe]);

/** The statement that a refusal does not follow; undefined for one that is deserved. Spec: ERR-DESERVED. */
export function undeserved(refused: Refused, observations: Observations): string | undefined {
  const { errorNumber, proper, command, serverKind } = refused;
  if (!proper) return errorNumber === ErrorNumber.malformed ? undefined : 'ERR-DESERVED';
  switch (errorNumber) {
    case ErrorNumber.unknownApplication:
      return command === Command.saddrs && ![APPID, OTHER_APPID].includes(refused.appid ?? '')
        ? undefined
        : 'TRACKER-APPS';
    case ErrorNumber.notFound:
      if (command === Command.beat) return refused.joined ? 'TRACKER-BEAT' : undefined;
      return ON_FILES.has(command) ? undefined : 'ERR-DESERVED';
    case ErrorNumber.exists:
      return command === Command.upload ? undefined : 'ERR-DESERVED';
    case ErrorNumber.outOfRange:
      return command === Command.download ? undefined : 'ERR-DESERVED';
    case ErrorNumber.internal:
      return serverKind === 'storage' && felt(refused, observations, 'disk io') && !hasNoReason(refused)
        ? undefined
        : withoutCause(refused, observations);
    case ErrorNumber.unavailable:
      return unavailable(refused, observations);
    case ErrorNumber.noSpace:
      if (command !== Command.upload) return 'ERR-DESERVED';
      return felt(refused, observations, 'disk full') || everyStorePathIsFull(refused, observations)
        ? undefined
        : 'UPLOAD-NO-SPACE';
    default:
      return 'ERR-DESERVED';
  }
}

function unavailable(refused: Refused, observations: Observations): string | undefined {
  const { serverKind, command, description } = refused;
  // Whether nobody is ACTIVE indeed is judged where JOINs and BEATs are watched.
  if (command === Command.saddrs && / active$| active storage$/.test(description)) return undefined;
  if (command === Command.upload && description.includes('no id server')) {
    return observations.wire === undefined || everyIdServerWasTried(refused, observations, observations.wire)
      ? undefined
      : 'STORAGE-ID-FAILOVER';
  }
  const away = serverKind === 'storage' && felt(refused, observations, 'volume away');
  return away || felt(refused, observations, 'database') ? undefined : withoutCause(refused, observations);
}

/** What a program says of an error that nobody has foreseen. */
function hasNoReason({ server, description }: Refused): boolean {
  return description === `[${server}] internal error`;
}

/** The trouble there was, if it was of the cache only, is none that a request may fail for. */
function withoutCause(refused: Refused, observations: Observations): string {
  return felt(refused, observations, 'cache') ? 'CACHE-ADVISORY' : 'ERR-DESERVED';
}

function felt(
  { server, sentMs, repliedMs }: Refused,
  { hardships }: Observations,
  hardship: Parameters<Observations['hardships']['felt']>[1],
): boolean {
  return hardships.felt(server, hardship, sentMs, repliedMs);
}

function everyStorePathIsFull({ server, size, sentMs, repliedMs }: Refused, observations: Observations): boolean {
  const { plan, machines, room } = observations;
  const name = machines.find((machine) => machine.name === server)?.group ?? '';
  const group = groupNames(plan.topology).indexOf(name);
  const paths = Array.from({ length: plan.topology.groups[group]?.storePaths ?? 0 }, (_, path) =>
    storePathText(group, path),
  );
  return !room.wasFor(size, paths, sentMs, repliedMs);
}

function everyIdServerWasTried({ server, repliedMs }: Refused, { machines }: Observations, wire: WireFacts): boolean {
  const servers = machines.filter(({ kind }) => kind === 'id');
  return servers.every(({ ip }) => wire.triedIdServer(server, ip, repliedMs - ID_SERVERS_MS, repliedMs));
}
