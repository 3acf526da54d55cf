import { lookup } from 'node:dns/promises';
import { connect, createServer, isIP, type Socket } from 'node:net';
import type { Address } from '../address.ts';
import type { BufferPool } from '../bufferPool.ts';
import type { Connection } from '../connection.ts';
import type { Log } from '../log.ts';
import type { ConnectOptions, Listener, Network } from '../network.ts';
import { isWildcard } from './address.ts';
import { listenAt } from './listenAt.ts';
import { connectFailure } from './networkReasons.ts';
import { NodeConnection } from './nodeConnection.ts';
import { ReceiveBuffers } from './receiveBuffers.ts';
import { Receiver } from './receiver.ts';
import { TurnShare } from './turnShare.ts';

/** Milliseconds of silence after which the system asks whether the peer is still there; it asks for 10 s. */
const KEEP_ALIVE_MS = 60_000;
const SOCKET_OPTIONS = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS };

/** TCP. */
export class NodeNetwork implements Network {
  readonly #log: Log;
  readonly #buffers: BufferPool;
  readonly #turns = new TurnShare();
  readonly #memory = new ReceiveBuffers();

  constructor(log: Log, buffers: BufferPool) {
    this.#log = log;
    this.#buffers = buffers;
  }

  async listen(address: Address, accept: (connection: Connection) => void): Promise<Listener> {
    const server = createServer(SOCKET_OPTIONS, (socket) => accept(this.#connection(socket)));
    const bound = await listenAt(server, address, this.#log);
    return {
      address: bound,
      async close() {
        // The port is free as soon as this returns; its callback would wait for the accepted connections.
        server.close();
      },
    };
  }

  async connect(address: Address, options: ConnectOptions): Promise<Connection> {
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new Error(`no answer for ${options.timeoutMs} ms`)),
      options.timeoutMs,
    );
    const giveUp = (): void => deadline.abort(new Error('given up'));
    options.signal?.addEventListener('abort', giveUp);
    try {
      if (options.signal?.aborted) giveUp();
      const localAddress = await ipOf(options.localHost);
      const receiver = new Receiver(this.#memory, this.#buffers);
      const { onread } = receiver;
      const socket = connect({ ...SOCKET_OPTIONS, ...address, ...(localAddress && { localAddress }), onread });
      return await connected(socket, deadline.signal, () => this.#connection(socket, receiver));
    } catch (error) {
      throw connectFailure(address, deadline.signal.aborted ? deadline.signal.reason : error);
    } finally {
      options.signal?.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    }
  }

  reuse(bytes: Buffer): void {
    this.#memory.reuse(bytes);
  }

  #connection(socket: Socket, receiver?: Receiver): Connection {
    return new NodeConnection(socket, this.#buffers, this.#turns, receiver);
  }
}

/** The IP address to connect from; undefined when the system is to choose. */
async function ipOf(host: string | undefined): Promise<string | undefined> {
  if (host === undefined || isWildcard(host)) return undefined;
  return isIP(host) === 0 ? (await lookup(host)).address : host;
}

function connected(socket: Socket, deadline: AbortSignal, make: () => Connection): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const give = (error: Error): void => {
      reject(error);
      socket.destroy();
    };
    const late = (): void => give(deadline.reason);
    socket.once('error', give);
    if (deadline.aborted) return late();
    deadline.addEventListener('abort', late);
    socket.once('connect', () => {
      socket.off('error', give);
      deadline.removeEventListener('abort', late);
      resolve(make());
    });
  });
}
