import { groupName } from '../names.ts';
import type { Fault, Plan } from '../plan.ts';
import { machinesOfKind, nameOf } from './target.ts';

const DATABASES = { tracker: 'the trackers', ids: 'the id servers', storage: 'the storages' } as const;
const CONNECTIONS = {
  reset: 'its peers see resets',
  closed: 'its peers see ends',
  silent: 'its peers hear nothing',
} as const;

const STRIKES = {
  cut: 'loses its connections',
  stop: 'is stopped and started again',
  reset: `crashes (${CONNECTIONS.reset})`,
  closed: `crashes (${CONNECTIONS.closed})`,
  silent: `crashes (${CONNECTIONS.silent})`,
} as const;

/** A fault in words, and how long it lasts. */
export function faultText(fault: Fault, plan: Plan): string {
  const lasts = fault.lastsMs > 0 ? `, for ${duration(fault.lastsMs)}` : '';
  return `${whatOf(fault, plan)}${lasts}`;
}

/** The lanes of a timeline that a fault is on: machines, or `database storage`, `cache`, `volumes group001`. */
export function faultLanes(fault: Fault, plan: Plan): string[] {
  if (fault.kind !== 'database' && fault.kind !== 'cache' && 'target' in fault) return [nameOf(fault.target, plan)];
  switch (fault.kind) {
    case 'partition':
      return [...new Set([nameOf(fault.from, plan), nameOf(fault.to, plan)])];
    case 'database':
      return [`database ${fault.database}`];
    case 'cache':
      return ['cache'];
    case 'rollingRestart':
    case 'strikeInTransit':
      return machinesOfKind(fault.of, plan);
    default: {
      const group = fault.group % plan.topology.groups.length;
      const storages = machinesOfKind('storage', plan).filter((name) => name.startsWith(`g${group + 1}s`));
      return [`volumes ${groupName(group)}`, ...(fault.kind === 'blackout' ? storages : [])];
    }
  }
}

function whatOf(fault: Fault, plan: Plan): string {
  const name = fault.kind !== 'partition' && 'target' in fault && fault.target ? nameOf(fault.target, plan) : '';
  switch (fault.kind) {
    case 'crash':
      return `${name} crashes (${CONNECTIONS[fault.connections]}, what its disk had not synced is ${fault.disk})`;
    case 'crashAtDisk':
      return fault.starting
        ? `${name} crashes, is started again, and crashes at its disk operation number ${fault.nth} from then`
        : `${name} crashes at its disk operation number ${fault.nth} from now`;
    case 'rollingRestart':
      return `every ${fault.of} is restarted, one after another, ${duration(fault.pauseMs)} apart`;
    case 'pause':
      return `${name} stands still`;
    case 'partition': {
      const [from, to] = [nameOf(fault.from, plan), nameOf(fault.to, plan)];
      return `nothing gets from ${from} to ${to}${fault.ways === 2 ? ' or back' : ''}`;
    }
    case 'isolate':
      return `${name} is cut off from all others`;
    case 'cutConnections':
      return `every connection of ${name} is reset`;
    case 'strikeInTransit':
      return fault.requests
        ? `the ${fault.of} that gets byte ${fault.nth} of the requests to ${fault.of}s from now ${STRIKES[fault.how]}`
        : `the ${fault.of} whose reply carries byte ${fault.nth} of those that ${fault.of}s send from now ${STRIKES[fault.how]}`;
    case 'incoming':
      return `who connects to ${name} ${fault.how === 'refuse' ? 'is refused' : 'gets no answer'}`;
    case 'clog':
      return `everything to and from ${name} takes ${rounded(fault.factor)} times as long`;
    case 'slowDisk':
      return `the disk of ${name} is ${rounded(fault.factor)} times slower`;
    case 'diskError':
      return `${fault.operation} fails (${fault.reason}) on the disk of ${name}, ${fault.times} times${fault.skip ? ` after ${fault.skip} that go well` : ''}`;
    case 'fullVolume':
      return `${volumesText(fault, plan)} ${fault.volume === undefined ? 'are' : 'is'} full${fault.leavesBytes ? ` but for ${fault.leavesBytes} bytes` : ''}`;
    case 'unmount':
      return `${name} does not see ${fault.volume === undefined ? 'its volumes' : 'one of its volumes'} (it finds ${fault.shows === 'nothing' ? 'nothing there' : 'errors'})`;
    case 'splitBrain':
      return `copies of files disagree (${rounded(fault.rate)} of them), on ${volumesText(fault, plan)}`;
    case 'lostVolumeQuorum':
      return `${fault.volume === undefined ? 'its volumes take' : 'one of its volumes takes'} no changes from ${name}: most copies are out of its reach`;
    case 'blockedVolume':
      return `whatever is asked of ${volumesText(fault, plan)} waits`;
    case 'blackout':
      return `the storages of ${groupName(fault.group % plan.topology.groups.length)} and their volumes lose power (${fault.disk})`;
    case 'clockJump':
      return `the wall clock of ${name} jumps by ${fault.byMs} ms`;
    case 'clockDrift':
      return `the wall clock of ${name} drifts by ${fault.msPerSecond} ms a second`;
    case 'database':
      return `the database of ${DATABASES[fault.database]} has trouble "${fault.how}" at a rate of ${rounded(fault.rate)}${onlyFor(name)}`;
    case 'cache':
      return `the cache has trouble "${fault.how}" at a rate of ${rounded(fault.rate)}${onlyFor(name)}`;
  }
}

/** Behind what one machine alone suffers from. */
function onlyFor(name: string): string {
  return name === '' ? '' : `, for ${name} only`;
}

function volumesText(
  { group, volume }: { readonly group: number; readonly volume?: number },
  { topology }: Plan,
): string {
  const { length } = topology.groups;
  const paths = topology.groups[group % length]?.storePaths ?? 1;
  const which = volume === undefined ? 'the volumes' : `volume ${(volume % paths) + 1}`;
  return `${which} of ${groupName(group % length)}`;
}

function duration(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${rounded(ms / 1_000)} s`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
