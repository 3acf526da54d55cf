import type { Prng } from '../../prng.ts';
import { applyFault } from '../faults/index.ts';
import type { Fault, MachineKind } from '../plan.ts';
import type { SimSite } from '../simSite.ts';
import type { Heal } from '../site.ts';
import type { SiteMachine } from '../siteMachine.ts';

const KINDS: readonly MachineKind[] = ['tracker', 'id', 'storage'];

/** Machines that were taken away, and how to bring them back. */
export interface Absent {
  /** `tracker1 (pause), g1s2 (crash)`. */
  readonly who: string;
  readonly bringBack: () => Promise<void>;
}

/**
 * Takes away one of the trackers, one of the id servers and one storage of each group, each in a way of its own, but
 * never the only one there is.
 */
export function takeOneOfEachAway(site: SimSite): Absent {
  const { prng } = site.world;
  const teams = KINDS.flatMap((kind) => [...Map.groupBy(site.ofKind(kind), ({ group }) => group).values()]);
  const victims = teams
    .filter((team) => team.length > 1)
    .map((team) => team[prng.below(team.length)])
    .filter((machine) => machine !== undefined);
  return takeAway(site, victims, (machine) => drawAbsence(prng, site, machine));
}

/** Takes every process of some kinds away at once: they crash, or they are stopped and started again. */
export function takeKindsAway(site: SimSite): Absent {
  const { prng } = site.world;
  const some = KINDS.filter(() => prng.chance(0.7));
  const victims = (some.length > 0 ? some : KINDS).flatMap((kind) => site.ofKind(kind));
  return takeAway(site, victims, (machine) => drawCrash(prng, site, machine));
}

function takeAway(site: SimSite, victims: readonly SiteMachine[], draw: (victim: SiteMachine) => Fault): Absent {
  const faults = victims.map(draw);
  const heals = faults.map((fault): Heal => applyFault(site, fault));
  return {
    who: victims.map(({ name }, at) => `${name} (${faults[at]?.kind})`).join(', '),
    bringBack: async () => {
      await Promise.all(heals.map((heal) => heal()));
    },
  };
}

/** One of the ways in which a machine can be of no use to its clients. */
function drawAbsence(prng: Prng, site: SimSite, machine: SiteMachine): Fault {
  const span = { atMs: 0, lastsMs: 0, target: targetOf(site, machine) };
  switch (prng.below(machine.kind === 'storage' ? 6 : 5)) {
    case 0:
      return { ...span, kind: 'incoming', how: 'refuse' };
    case 1:
      return { ...span, kind: 'incoming', how: 'hang' };
    case 2:
      return { ...span, kind: 'isolate' };
    case 3:
      return { ...span, kind: 'pause' };
    case 4:
      return drawCrash(prng, site, machine);
    default:
      return { ...span, kind: 'unmount', shows: 'errors' };
  }
}

function drawCrash(prng: Prng, site: SimSite, machine: SiteMachine): Fault {
  const connections = (['reset', 'closed', 'silent'] as const)[prng.below(3)] ?? 'reset';
  const target = targetOf(site, machine);
  return { atMs: 0, lastsMs: 0, kind: 'crash', target, connections, disk: 'lost' };
}

function targetOf(site: SimSite, machine: SiteMachine): { kind: SiteMachine['kind']; index: number } {
  return { kind: machine.kind, index: site.ofKind(machine.kind).indexOf(machine) };
}
