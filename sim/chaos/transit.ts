import type { Address } from '../../src/host/address.ts';
import type { Machine } from '../machine.ts';
import type { EndTap, NetworkTap, NewConnection } from '../network/networkTap.ts';

/** Told of `bytes` that arrived, and of the server that had sent them or has got them. */
export type ArrivalListener = (server: Machine, bytes: number) => void;

/** Told when a machine connects to another one or writes to it, whatever comes of that; both by name. */
export type TryListener = (from: string, to: string, connecting: boolean) => void;

/** Tells what arrives of replies and requests, and lets another tap see everything. */
export class Transit implements NetworkTap {
  /** Sees every connection too. */
  next: NetworkTap | undefined;
  readonly #listeners = { replies: new Set<ArrivalListener>(), requests: new Set<ArrivalListener>() };

  readonly #tries = new Set<TryListener>();
  readonly #connections = new Map<string, number>();
  readonly #nameOf: (ip: string) => string;

  /** `nameOf` an address gives the name of its machine. */
  constructor(nameOf: (ip: string) => string) {
    this.#nameOf = nameOf;
  }

  /** Tells who tries to reach whom from now on; the function that is returned ends it. */
  onTry(listener: TryListener): () => void {
    this.#tries.add(listener);
    return () => this.#tries.delete(listener);
  }

  /** Connections that a machine has an end of now. */
  connectionsOf(machine: string): number {
    return this.#connections.get(machine) ?? 0;
  }

  /** Listens from now on; the function that is returned ends it. A listener may not change anything at once. */
  listen(listener: ArrivalListener, to: 'replies' | 'requests' = 'replies'): () => void {
    this.#listeners[to].add(listener);
    return () => this.#listeners[to].delete(listener);
  }

  attempted(client: Machine, address: Address): void {
    this.next?.attempted?.(client, address);
    if (this.#tries.size > 0) this.#tried(client.name, this.#nameOf(address.host), true);
  }

  connected(connection: NewConnection): { readonly client: EndTap; readonly server: EndTap } {
    const { client, server } = connection;
    const taps = this.next?.connected(connection);
    return {
      client: this.#end(taps?.client, client, server, server, this.#listeners.replies),
      server: this.#end(taps?.server, server, client, server, this.#listeners.requests),
    };
  }

  #tried(from: string, to: string, connecting: boolean): void {
    for (const listener of this.#tries) listener(from, to, connecting);
  }

  #count({ name }: Machine, by: number): void {
    this.#connections.set(name, this.connectionsOf(name) + by);
  }

  /** One end of a connection: that of `own`, whose peer is `other`. */
  #end(
    tap: EndTap | undefined,
    own: Machine,
    other: Machine,
    server: Machine,
    listeners: ReadonlySet<ArrivalListener>,
  ): EndTap {
    this.#count(own, 1);
    return {
      written: (chunks, refused) => {
        tap?.written(chunks, refused);
        if (this.#tries.size > 0) this.#tried(own.name, other.name, false);
      },
      arrived: (count) => {
        tap?.arrived(count);
        for (const listener of listeners) listener(server, count);
      },
      ended: () => tap?.ended(),
      gone: (how) => {
        tap?.gone(how);
        this.#count(own, -1);
      },
    };
  }
}
