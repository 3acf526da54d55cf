import { join } from 'node:path';
import type { Hardships } from '../../sim/chaos/hardships.ts';
import type { HistoryEntry, Violation } from '../../sim/chaos/history.ts';
import { judge } from '../../sim/chaos/oracles/index.ts';
import type {
  FinalState,
  MachineFacts,
  Promised,
  VolumeFacts,
  WireFacts,
} from '../../sim/chaos/oracles/observations.ts';
import { finalState } from '../../test/soak/load/finalState.ts';
import { observe } from '../../test/soak/load/observe.ts';
import { keyText } from '../../test/soak/load/perform.ts';
import { PORTS } from '../parts/daemon.ts';
import { brickOf, folderOf } from '../parts/glusterfs.ts';
import { machineName } from '../site/machineName.ts';
import { DATABASE_PASSWORD, DATABASE_SOCKET, type Site } from '../site/site.ts';
import { differencesOf, filesBelow } from './bricks.ts';

/** Keys that clients asked ids of. */
const KEYS = 10;

/** What was seen of a site: what clients did, and what did not happen that had to. */
export interface SiteStory {
  readonly seed: number;
  readonly history: readonly HistoryEntry[];
  /** What clients said to servers and heard from them. */
  readonly wire: WireFacts;
  /** What servers may have refused requests for. */
  readonly hardships: Hardships;
  readonly promised: readonly Promised[];
  /** When nothing was wrong any more. */
  readonly calmMs: number;
  readonly nowMs: number;
}

/** What the simulator's oracles say. */
export interface SiteVerdict {
  readonly violations: readonly Violation[];
  readonly files: number;
  readonly filesGivenUp: number;
  /** Files that differ between the copies of a volume. */
  readonly differences: readonly string[];
}

/** Judges a site whose daemons have stopped, whose engines run and whose volumes have healed. */
export async function judgeSite(site: Site, story: SiteStory): Promise<SiteVerdict> {
  const final = await lookInto(site, story.nowMs);
  const observations = observe({
    ...{ seed: story.seed, endMs: story.calmMs, machines: machinesOf(site), history: story.history },
    ...{ wire: story.wire, final, promised: story.promised, hardships: story.hardships },
  });
  const { violations, files, givenUp } = judge(observations);
  const differences = site.glusterfs.volumes.flatMap((volume) =>
    differencesOf(new Map(volume.hosts.map((host) => [host.name, join(host.disk, brickOf(volume))]))),
  );
  return { violations, files, filesGivenUp: givenUp, differences };
}

/** What the database and the volumes hold, as a host sees them. */
async function lookInto(site: Site, atMs: number): Promise<FinalState> {
  const [database] = site.galera.hosts;
  if (database === undefined) throw new Error('there is no database');
  // Hosts are not reached from here, but their files are: also sockets.
  const insideOf = (pid: number): string => `/proc/${pid}/root`;
  const access = {
    socketPath: `${insideOf(database.pid)}${DATABASE_SOCKET}`,
    user: 'tnv',
    password: DATABASE_PASSWORD,
  };
  const volumes = site.glusterfs.volumes.map((volume): VolumeFacts => {
    const [host] = volume.hosts;
    const text = folderOf(volume);
    return { group: volume.name, text, files: filesBelow(`${insideOf(host?.pid ?? 0)}${text}`) };
  });
  const final = await finalState(access, volumes, atMs);
  return { ...final, nextIds: withNumbers(final.nextIds ?? new Map()) };
}

/** Clients call their keys by number. */
function withNumbers(nextIds: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const numbered = Array.from({ length: KEYS }, (_, key): [string, bigint | undefined] => {
    return [String(key), nextIds.get(keyText(key))];
  });
  const known = numbered.filter((entry): entry is [string, bigint] => entry[1] !== undefined);
  return new Map([...nextIds, ...known]);
}

function machinesOf(site: Site): MachineFacts[] {
  return site.daemons.all.map(({ kind, host }) => {
    const group = site.glusterfs.volumes.find(({ hosts }) => hosts.includes(host))?.name;
    return {
      ...{ name: machineName(kind, host), ip: host.ip, port: PORTS[kind].listen },
      kind: kind === 'http' ? 'client' : kind,
      ...(kind === 'storage' && group !== undefined ? { group } : {}),
    };
  });
}
