import type { DiskFaults } from './disk/diskFaults.ts';
import type { SimTree } from './disk/simTree.ts';
import type { NetworkStack } from './network/networkStack.ts';

/** What happens to those who connect to a machine. */
export type Incoming = 'accept' | 'refuse' | 'hang';

/** A volume on a machine. */
export interface Mount {
  readonly tree: SimTree;
  /**
   * `there`, `failing` (every operation on it fails), or `gone`: where it was there is a folder of the machine's own
   * disk. A process that starts while it is gone finds it failing.
   */
  state: 'there' | 'failing' | 'gone';
  /** Whether this machine may change what is on it. */
  takesChanges: boolean;
}

/** What stays the same when its process is restarted: the name, the address, the disk. */
export interface Machine {
  readonly name: string;
  readonly ip: string;
  readonly disk: SimTree;
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly diskFaults: DiskFaults;
  /** False from a crash in silence to the reboot: nothing reaches it or leaves it. */
  powered: boolean;
  incoming: Incoming;
  /** How many times longer than usual bytes take from it and to it. */
  wireSlowness: number;
  /** Milliseconds its wall clock is ahead of the world's. */
  wallOffsetMs: number;
  /** Milliseconds its wall clock gains in a millisecond; it loses below 0. */
  wallDrift: number;
  /** The sockets of the process that runs on it now. */
  stack: NetworkStack | undefined;
}
