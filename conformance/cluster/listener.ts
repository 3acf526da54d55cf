import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A listening socket that can be taken away and put back on the same port. */
export class Listener {
  readonly host: string;
  readonly port: number;
  readonly #onSocket: (socket: Socket) => void;
  #server: Server | undefined;

  private constructor(server: Server, onSocket: (socket: Socket) => void) {
    const { address, port } = server.address() as AddressInfo;
    this.host = address;
    this.port = port;
    this.#server = server;
    this.#onSocket = onSocket;
    server.on('connection', onSocket);
  }

  /** Listens at `host` and `port`, 0 for a free one. Rejects with the system's error. */
  static async open(host: string, port: number, onSocket: (socket: Socket) => void): Promise<Listener> {
    return new Listener(await listen(host, port), onSocket);
  }

  /** Refuses connections from now on; those that are there stay. */
  away(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /** Listens again. */
  async back(): Promise<void> {
    if (this.#server !== undefined) return;
    this.#server = await listen(this.host, this.port);
    this.#server.on('connection', this.#onSocket);
  }
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/**
 * `host:port` of a place where nobody listens. The port is that of a connection which is held for as long as this process
 * lives, so that the system gives it to nobody else.
 */
export async function deadAddress(host: string): Promise<string> {
  const server = await listen(host, 0);
  const { port } = server.address() as AddressInfo;
  const [held, [accepted]] = await Promise.all([connected(host, port), once(server, 'connection')]);
  (accepted as Socket).unref();
  server.close();
  const { localPort } = held;
  if (localPort === undefined) throw new Error('the connection that holds a dead port is gone');
  return addressText(host, localPort);
}

async function connected(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port });
  await once(socket, 'connect');
  return socket.unref();
}

/** `host:port`, an IPv6 address in brackets. */
export function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether this machine has the address. */
export async function canListen(host: string): Promise<boolean> {
  try {
    (await listen(host, 0)).close();
    return true;
  } catch {
    return false;
  }
}
