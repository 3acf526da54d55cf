import { type Address, formatAddress } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { ConnectOptions, Listener, Network } from '../../src/host/network.ts';
import { ListenError } from '../../src/host/networkErrors.ts';
import type { Life } from '../host/life.ts';
import type { Machine } from '../machine.ts';
import { Attempt } from './attempt.ts';
import { isWildcard, type Listening, type NetworkStack } from './networkStack.ts';
import { overwrite } from './simConnection.ts';
import type { Wires } from './wires.ts';

/** The network as one process sees it. */
export class SimNetwork implements Network {
  readonly #life: Life;
  readonly #machine: Machine;
  readonly #stack: NetworkStack;
  readonly #wires: Wires;

  constructor(life: Life, machine: Machine, stack: NetworkStack, wires: Wires) {
    this.#life = life;
    this.#machine = machine;
    this.#stack = stack;
    this.#wires = wires;
  }

  async listen(address: Address, accept: (connection: Connection) => void): Promise<Listener> {
    await this.#life.going;
    const host = this.#ownAddress(address.host);
    if (host === undefined) {
      throw new ListenError(`cannot listen at ${formatAddress(address)}: this is no address of this machine`);
    }
    const listening: Listening = { host, port: address.port === 0 ? this.#stack.freePort() : address.port, accept };
    if (!this.#stack.listen(listening)) {
      throw new ListenError(`cannot listen at ${formatAddress(address)}: the port is in use`);
    }
    return {
      address: { host, port: listening.port },
      close: async () => {
        await this.#life.going;
        this.#stack.unlisten(listening);
      },
    };
  }

  async connect(address: Address, options: ConnectOptions): Promise<Connection> {
    await this.#life.going;
    return new Attempt(this.#machine, this.#stack, this.#wires, address, options).result;
  }

  reuse(bytes: Buffer): void {
    overwrite(bytes);
  }

  #ownAddress(host: string): string | undefined {
    if (isWildcard(host)) return '0.0.0.0';
    if (host === 'localhost' || host.startsWith('127.')) return '127.0.0.1';
    return host === this.#machine.ip || host === this.#machine.name ? this.#machine.ip : undefined;
  }
}
