import type { Fault } from '../plan.ts';
import type { Heal, Site } from '../site.ts';
import { blackout } from './blackout.ts';
import { blockedVolume } from './blockedVolume.ts';
import { cache } from './cache.ts';
import { clockDrift } from './clockDrift.ts';
import { clockJump } from './clockJump.ts';
import { clog } from './clog.ts';
import { crash } from './crash.ts';
import { crashAtDisk } from './crashAtDisk.ts';
import { cutConnections } from './cutConnections.ts';
import { database } from './database.ts';
import { diskError } from './diskError.ts';
import type { FaultOf } from './faultOf.ts';
import { fullVolume } from './fullVolume.ts';
import { incoming } from './incoming.ts';
import { isolate } from './isolate.ts';
import { lostVolumeQuorum } from './lostVolumeQuorum.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { rollingRestart } from './rollingRestart.ts';
import { slowDisk } from './slowDisk.ts';
import { splitBrain } from './splitBrain.ts';
import { strikeInTransit } from './strikeInTransit.ts';
import { unmount } from './unmount.ts';

/** How each kind is made. */
const FAULTS: { readonly [Kind in Fault['kind']]: (site: Site, fault: FaultOf<Kind>) => Heal } = {
  ...{ blackout, cache, clockDrift, clockJump, clog, crash, crashAtDisk, cutConnections, database, diskError },
  ...{ fullVolume, incoming, isolate, partition, pause, rollingRestart, slowDisk, strikeInTransit, unmount },
  ...{ blockedVolume, lostVolumeQuorum, splitBrain },
};

/** All kinds of fault. */
export const FAULT_KINDS = Object.keys(FAULTS) as readonly Fault['kind'][];

/** Lets something go wrong in a site, now; what is returned takes it back. To be called within a run. */
export function applyFault(site: Site, fault: Fault): Heal {
  return applyAs(site, fault.kind, fault);
}

function applyAs<Kind extends Fault['kind']>(site: Site, kind: Kind, fault: Fault): Heal {
  return FAULTS[kind](site, fault as FaultOf<Kind>);
}
