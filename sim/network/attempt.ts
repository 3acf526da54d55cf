import { type Address, formatAddress } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { ConnectOptions } from '../../src/host/network.ts';
import { ConnectionLost } from '../../src/host/networkErrors.ts';
import type { Machine } from '../machine.ts';
import { isWildcard, type NetworkStack } from './networkStack.ts';
import type { Lane } from './route.ts';
import { SimConnection } from './simConnection.ts';
import type { Wires } from './wires.ts';

const LOOPBACK = '127.0.0.1';

/** One attempt to connect: the three messages of a handshake. */
export class Attempt {
  /** Settles as `Network.connect` does. */
  readonly result: Promise<Connection>;
  readonly #client: Machine;
  readonly #clientStack: NetworkStack;
  readonly #wires: Wires;
  readonly #address: Address;
  readonly #resolve: (connection: Connection) => void;
  readonly #reject: (error: Error) => void;
  #over = false;

  constructor(client: Machine, stack: NetworkStack, wires: Wires, address: Address, options: ConnectOptions) {
    this.#client = client;
    this.#clientStack = stack;
    this.#wires = wires;
    this.#address = address;
    const { promise, resolve, reject } = Promise.withResolvers<Connection>();
    this.result = promise;
    stack.beginAttempt();
    const timer = wires.kernel.schedule(options.timeoutMs, () => this.#fail(`no answer for ${options.timeoutMs} ms`));
    const giveUp = (): void => this.#fail('given up');
    options.signal?.addEventListener('abort', giveUp);
    const finish = (): void => {
      this.#over = true;
      options.signal?.removeEventListener('abort', giveUp);
      stack.endAttempt();
      timer.cancel();
    };
    this.#resolve = (connection) => {
      finish();
      stack.life.step(() => resolve(connection));
    };
    this.#reject = (error) => {
      finish();
      stack.life.step(() => reject(error));
    };
    if (options.signal?.aborted) giveUp();
    else this.#call(options.localHost);
  }

  #call(localHost: string | undefined): void {
    const { host } = this.#address;
    const loopback = host === 'localhost' || host.startsWith('127.');
    const server = loopback ? this.#client : this.#wires.find(host);
    if (server === undefined) {
      // An address that nobody has does not answer; a name that nobody has cannot be found.
      if (!/^[\d.]+$/.test(host)) this.#fail('no such host');
      return;
    }
    if (localHost !== undefined && !this.#canLeaveFrom(localHost, server)) {
      this.#fail(`${localHost} is no address to connect from`);
      return;
    }
    this.#wires.tap?.attempted?.(this.#client, this.#address);
    const local = { host: loopback ? LOOPBACK : this.#client.ip, port: this.#clientStack.freePort() };
    const peer = { host: loopback ? LOOPBACK : server.ip, port: this.#address.port };
    const there = this.#wires.route(this.#client, server).lane();
    const back = this.#wires.route(server, this.#client).lane();
    there.route.send(there, 0, () => {
      if (this.#over || server.incoming === 'hang') return;
      const refused = server.incoming === 'refuse' || server.stack?.listenerAt(peer.host, peer.port) === undefined;
      back.route.send(back, 0, () => {
        if (this.#over || !this.#alive) return;
        if (refused) this.#fail('refused');
        else this.#establish(server, local, peer, there, back);
      });
    });
  }

  /** The server has answered: both ends are made; it learns of its end by the next message. */
  #establish(server: Machine, local: Address, peer: Address, there: Lane, back: Lane): void {
    const { prng } = this.#wires;
    const stack = this.#clientStack;
    const serverStack = server.stack;
    const doze = this.#wires.doze;
    const near: SimConnection = new SimConnection({
      ...{ local, peer, lane: there, creditLane: back.route.lane(), windows: this.#wires.windows(), prng, doze },
      life: stack.life,
      other: () => far,
      onGone: (connection) => stack.remove(connection),
    });
    const far: SimConnection = new SimConnection({
      ...{
        local: peer,
        peer: local,
        lane: back,
        creditLane: there.route.lane(),
        windows: this.#wires.windows(),
        prng,
        doze,
      },
      life: serverStack?.life ?? stack.life,
      other: () => near,
      onGone: (connection) => serverStack?.remove(connection),
    });
    const process = serverStack ?? server;
    const taps = this.#wires.tap?.connected({ client: this.#client, server, address: peer, process });
    near.tap = taps?.client;
    far.tap = taps?.server;
    stack.add(near);
    there.route.send(there, 0, () => {
      const listening = server.stack === serverStack ? serverStack?.listenerAt(peer.host, peer.port) : undefined;
      if (listening === undefined || serverStack === undefined) {
        far.vanish('reset');
        return;
      }
      serverStack.add(far);
      serverStack.accept(listening, far);
    });
    this.#resolve(near);
  }

  get #alive(): boolean {
    return this.#client.stack === this.#clientStack;
  }

  #canLeaveFrom(host: string, server: Machine): boolean {
    if (isWildcard(host) || host === this.#client.ip || host === this.#client.name) return true;
    return server === this.#client && (host === 'localhost' || host.startsWith('127.'));
  }

  #fail(why: string): void {
    if (this.#over || !this.#alive) return;
    this.#reject(new ConnectionLost(`cannot connect to ${formatAddress(this.#address)}: ${why}`));
  }
}
