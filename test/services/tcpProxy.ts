import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A relay in front of a server of 127.0.0.1, which can treat its clients badly. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** True: answers are thrown away, and the connections stay open. */
  swallowing = false;
  /** Most connections of clients there were at a time. */
  connectionsPeak = 0;
  /** Connections that clients have reset. */
  resets = 0;
  #losing = false;
  #refusing = false;

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#relay(client, targetPort));
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections of clients there are now. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** The next answer of the server is lost, and its connection with it: the server has done what it was asked. */
  loseNextAnswer(): void {
    this.#losing = true;
  }

  /** Cuts all connections and those to come, as soon as they are there, until `accept`. */
  refuse(): void {
    this.#refusing = true;
    this.cut();
  }

  accept(): void {
    this.#refusing = false;
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #relay(client: Socket, targetPort: number): void {
    if (this.#refusing) {
      client.destroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    this.connectionsPeak = Math.max(this.connectionsPeak, this.connections);
    client.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNRESET') this.resets++;
    });
    client.on('data', (bytes) => target.write(bytes));
    target.on('data', (bytes) => {
      if (this.#losing) {
        this.#losing = false;
        client.destroy();
      } else if (!this.swallowing) {
        client.write(bytes);
      }
    });
  }
}
