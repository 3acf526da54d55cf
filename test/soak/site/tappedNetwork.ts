import { type Address, formatAddress } from '../../../src/host/address.ts';
import type { Connection } from '../../../src/host/connection.ts';
import type { ConnectOptions, Listener, Network } from '../../../src/host/network.ts';
import type { Listen } from './line.ts';

/** How a client gets to a server: where to connect to instead, and who listens. */
export interface Way {
  readonly to: Address;
  readonly listen: Listen;
}

/** A real network, on which a client gets to its servers by other ways than it believes, and is listened to. */
export class TappedNetwork implements Network {
  readonly #real: Network;
  readonly #wayTo: (server: Address) => Way | undefined;

  constructor(real: Network, wayTo: (server: Address) => Way | undefined) {
    this.#real = real;
    this.#wayTo = wayTo;
  }

  listen(address: Address, accept: (connection: Connection) => void): Promise<Listener> {
    return this.#real.listen(address, accept);
  }

  async connect(address: Address, options: ConnectOptions): Promise<Connection> {
    const way = this.#wayTo(address);
    if (way === undefined) throw new Error(`a client was sent to ${formatAddress(address)}, where there is no server`);
    return new TappedConnection(await this.#real.connect(way.to, options), way.listen());
  }

  reuse(bytes: Buffer): void {
    this.#real.reuse(bytes);
  }
}

class TappedConnection implements Connection {
  readonly #real: Connection;
  readonly #taps: ReturnType<Listen>;

  constructor(real: Connection, taps: ReturnType<Listen>) {
    this.#real = real;
    this.#taps = taps;
    void real.closed.then(() => taps.server.gone('closed'));
  }

  get local(): Address {
    return this.#real.local;
  }

  get peer(): Address {
    return this.#real.peer;
  }

  get closed(): Promise<void> {
    return this.#real.closed;
  }

  async read(): Promise<Buffer | null> {
    const bytes = await this.#real.read();
    if (bytes === null) this.#taps.server.ended();
    else this.#taps.server.written([bytes], false);
    return bytes;
  }

  write(...chunks: readonly Uint8Array[]): Promise<void> {
    this.#taps.client.written(chunks, false);
    this.#taps.server.arrived(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    return this.#real.write(...chunks);
  }

  end(): void {
    this.#real.end();
  }

  abort(): void {
    this.#real.abort();
  }
}
