import type { SimHost } from '../host/simHost.ts';
import type { Machine } from '../machine.ts';
import type { NetworkTap } from './networkTap.ts';
import type { Wires } from './wires.ts';

/** What goes wrong between machines. It stays when their processes are restarted. */
export class NetworkFaults {
  readonly #wires: Wires;

  constructor(wires: Wires) {
    this.#wires = wires;
  }

  /** Lets `tap` see every connection made from now on. */
  set tap(tap: NetworkTap | undefined) {
    this.#wires.tap = tap;
  }

  /** Nothing gets from each of `from` to each of `to` until it is unblocked as often; the other way is free. */
  block(from: readonly SimHost[], to: readonly SimHost[]): void {
    this.#wires.block(machinesOf(from), machinesOf(to));
  }

  /** Lets through again what was blocked; what was sent meanwhile arrives. */
  unblock(from: readonly SimHost[], to: readonly SimHost[]): void {
    this.#wires.unblock(machinesOf(from), machinesOf(to));
  }

  /** Blocks both ways between each of `left` and each of `right`. */
  partition(left: readonly SimHost[], right: readonly SimHost[]): void {
    this.block(left, right);
    this.block(right, left);
  }

  /** Unblocks everything, however often it was blocked. */
  heal(): void {
    this.#wires.unblockAll();
  }

  /** Resets every connection of `host`, at both ends. */
  cut(host: SimHost): void {
    this.#wires.cut(host.machine);
  }
}

function machinesOf(hosts: readonly SimHost[]): Machine[] {
  return hosts.map((host) => host.machine);
}
