import type { Heal, MachineState, Site } from '../site.ts';
import { crashMachine } from './crashMachine.ts';
import type { FaultOf } from './faultOf.ts';

/**
 * Strikes a machine of a kind in the middle of its reply: when the nth byte that any of them replies has arrived. Or of a
 * request to it: when it has got the nth byte of those that any of them gets, and before it has done anything with it.
 */
export function strikeInTransit(site: Site, { of, nth, how, requests }: FaultOf<'strikeInTransit'>): Heal {
  const machines = new Map(site.ofKind(of).map((machine) => [machine.name, machine]));
  let bytes = 0;
  let over = false;
  let undo: Heal = () => {};
  const deafen = site.transit.listen(
    (server, count) => {
      const machine = machines.get(server.name);
      if (machine === undefined) return;
      bytes += count;
      if (bytes < nth) return;
      deafen();
      site.world.kernel.schedule(0, () => {
        if (!over) undo = strike(site, machine, how);
      });
    },
    requests ? 'requests' : 'replies',
  );
  return () => {
    over = true;
    deafen();
    return undo();
  };
}

function strike(site: Site, machine: MachineState, how: FaultOf<'strikeInTransit'>['how']): Heal {
  switch (how) {
    case 'cut':
      site.world.network.cut(machine.host);
      return () => {};
    case 'stop': {
      const restarted = machine.stopAndStart();
      return () => restarted;
    }
    default:
      return crashMachine(site, machine, { connections: how });
  }
}
