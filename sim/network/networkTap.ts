import type { Address } from '../../src/host/address.ts';
import type { Machine } from '../machine.ts';

/** Sees what passes one end of a connection. It may not change anything, and draws no chance. */
export interface EndTap {
  /** The process writes; with `refused` in vain: the connection was broken or ended already. */
  written(chunks: readonly Uint8Array[], refused: boolean): void;
  /** Bytes arrived, whether they are read or not. */
  arrived(count: number): void;
  /** The process has ended its direction: it writes nothing more. */
  ended(): void;
  /** Nothing is left of this end for its process: it was closed, broke, or the process is no more; `how` in words. */
  gone(how: string): void;
}

/** The two machines of a new connection. */
export interface NewConnection {
  readonly client: Machine;
  readonly server: Machine;
  /** Where the server listens. */
  readonly address: Address;
  /** Stands for the process that serves: another object after a restart. */
  readonly process: object;
}

/** Sees every connection of a world. */
export interface NetworkTap {
  /** A client's process begins to connect; whether anybody answers is not known yet. */
  attempted?(client: Machine, address: Address): void;
  /** A client's process has made a connection; undefined when it is of no interest. */
  connected(connection: NewConnection): { readonly client: EndTap; readonly server: EndTap } | undefined;
}
