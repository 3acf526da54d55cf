import { CHANGES, type DiskOperation } from '../../disk/diskFaults.ts';
import type { SimTree } from '../../disk/simTree.ts';
import { chosenVolumes } from '../faults/chosenVolumes.ts';
import type { FaultOf } from '../faults/faultOf.ts';
import type { Fault, MachineKind, Target } from '../plan.ts';
import type { MachineState, Site } from '../site.ts';

/** Somebody who watches whether a fault made a difference to anybody. */
export interface Witness {
  /** Whether it did so far. */
  readonly felt: boolean;
  /** Watches no more. */
  end(): void;
}

type Watch<Kind extends Fault['kind']> = (site: Site, fault: FaultOf<Kind>, feel: () => void) => () => void;

const ROOM: ReadonlySet<DiskOperation> = new Set(['append', 'create', 'freeBytes']);
const nothing = (): void => {};

/** For each kind when it is felt: there was somebody to hit, or somebody tried what it is in the way of. */
const WATCHES: { readonly [Kind in Fault['kind']]: Watch<Kind> } = {
  crash: ifAlive,
  pause: ifAlive,
  clockJump: ifAlive,
  clockDrift: ifAlive,
  rollingRestart: (site, { of }, feel) => {
    if (site.ofKind(of).some(({ daemon }) => daemon !== undefined)) feel();
    return nothing;
  },
  blackout: (site, { group }, feel) => {
    if (storagesOf(site, group).some(({ host }) => host.alive)) feel();
    return nothing;
  },
  crashAtDisk: (site, { target, nth }, feel) => {
    let count = 0;
    return site.pick(target).host.diskFaults.addWatcher(() => {
      if (++count === nth) feel();
    });
  },
  strikeInTransit: (site, { of, nth, requests }, feel) => {
    let bytes = 0;
    const servers = new Set(site.ofKind(of).map(({ name }) => name));
    return site.transit.listen(
      (server, count) => {
        if (servers.has(server.name)) bytes += count;
        if (bytes >= nth) feel();
      },
      requests ? 'requests' : 'replies',
    );
  },
  cutConnections: (site, { target }, feel) => {
    if (site.transit.connectionsOf(site.pick(target).name) > 0) feel();
    return nothing;
  },
  partition: (site, fault, feel) => {
    const [one, other] = [site.pick(fault.from), site.pick(fault.to)].map(({ name }) => name);
    return site.transit.onTry((from, to) => {
      if ((from === one && to === other) || (fault.ways === 2 && from === other && to === one)) feel();
    });
  },
  isolate: toOrFrom,
  clog: toOrFrom,
  incoming: (site, { target }, feel) => {
    const { name } = site.pick(target);
    return site.transit.onTry((_, to, connecting) => {
      if (connecting && to === name) feel();
    });
  },
  slowDisk: (site, { target }, feel) => site.pick(target).host.diskFaults.addWatcher(feel),
  diskError: (site, { target, operation, skip = 0 }, feel) => {
    let count = 0;
    return site.pick(target).host.diskFaults.addWatcher((tried) => {
      if (tried === operation && ++count > skip) feel();
    });
  },
  fullVolume: (site, { group, volume }, feel) => {
    const points = chosenVolumes(site.mountPoints(group), volume);
    const ends = storagesOf(site, group).map(({ host }) =>
      host.diskFaults.addWatcher((tried, path) => {
        if (ROOM.has(tried) && points.some((point) => path.startsWith(point))) feel();
      }),
    );
    return () => {
      for (const end of ends) end();
    };
  },
  unmount: (site, { target, volume }, feel) => {
    const { host } = site.pick(target);
    const points = chosenVolumes([...host.machine.mounts.keys()], volume);
    return host.diskFaults.addWatcher((_, path) => {
      if (points.some((point) => path.startsWith(point))) feel();
    });
  },
  lostVolumeQuorum: (site, { target, volume }, feel) => {
    const { host } = site.pick(target);
    const points = chosenVolumes([...host.machine.mounts.keys()], volume);
    return host.diskFaults.addWatcher((tried, path) => {
      if (CHANGES.has(tried) && points.some((point) => path.startsWith(point))) feel();
    });
  },
  blockedVolume: (site, fault, feel) => onVolumes(site, fault, (tree) => tree.gate.onWait(feel)),
  splitBrain: (site, fault, feel) => onVolumes(site, fault, (tree) => tree.splitBrain.onHit(feel)),
  database: (site, { database, how, target }, feel) => {
    const name = target && site.pick(target).name;
    return site.databases[database].onHit((kind, machine) => {
      if (kind === how && (name ?? machine) === machine) feel();
    });
  },
  cache: (site, { how, target }, feel) => {
    if (how === 'forgetsAll' && site.cache.size > 0) feel();
    const name = target && site.pick(target).name;
    return site.cache.onHit((kind, machine) => {
      if (kind === how && (name ?? machine) === machine) feel();
    });
  },
};

/** Watches a fault that is about to begin, from now until `end`; it changes nothing and draws nothing. */
export function witnessOf(site: Site, fault: Fault): Witness {
  return watch(site, fault.kind, fault);
}

function watch<Kind extends Fault['kind']>(site: Site, kind: Kind, fault: Fault): Witness {
  let felt = false;
  const end = WATCHES[kind](site, fault as FaultOf<Kind>, () => {
    felt = true;
  });
  return {
    get felt() {
      return felt;
    },
    end,
  };
}

function ifAlive(site: Site, { target }: { readonly target: Target }, feel: () => void): () => void {
  if (site.pick(target).host.alive) feel();
  return nothing;
}

function toOrFrom(site: Site, { target }: { readonly target: Target }, feel: () => void): () => void {
  const { name } = site.pick(target);
  return site.transit.onTry((from, to) => {
    if (from !== to && (from === name || to === name)) feel();
  });
}

function onVolumes(
  site: Site,
  { group, volume }: { readonly group: number; readonly volume?: number },
  listen: (tree: SimTree) => () => void,
): () => void {
  const ends = chosenVolumes(site.volumesOf(group), volume).map(listen);
  return () => {
    for (const end of ends) end();
  };
}

function storagesOf(site: Site, group: number): MachineState[] {
  const [first] = site.volumesOf(group);
  const kind: MachineKind = 'storage';
  return site.ofKind(kind).filter((one) => one.group !== undefined && site.volumesOf(one.group)[0] === first);
}
