import type { Address } from '../../src/host/address.ts';
import type { Machine } from '../machine.ts';
import type { EndTap, NetworkTap, NewConnection } from '../network/networkTap.ts';

/** Told of `bytes` of replies that arrived at a client, and of the server that had sent them. */
export type ArrivalListener = (server: Machine, bytes: number) => void;

/** Tells what arrives of replies, and lets another tap see everything. */
export class Transit implements NetworkTap {
  /** Sees every connection too. */
  next: NetworkTap | undefined;
  readonly #listeners = new Set<ArrivalListener>();

  /** Listens from now on; the function that is returned ends it. A listener may not change anything at once. */
  listen(listener: ArrivalListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  attempted(client: Machine, address: Address): void {
    this.next?.attempted?.(client, address);
  }

  connected(connection: NewConnection): { readonly client: EndTap; readonly server: EndTap } {
    const { server } = connection;
    const taps = this.next?.connected(connection);
    const client: EndTap = {
      written: (chunks, refused) => taps?.client.written(chunks, refused),
      arrived: (count) => {
        taps?.client.arrived(count);
        for (const listener of this.#listeners) listener(server, count);
      },
      gone: (how) => taps?.client.gone(how),
    };
    return { client, server: taps?.server ?? UNHEARD };
  }
}

const UNHEARD: EndTap = { written() {}, arrived() {}, gone() {} };
