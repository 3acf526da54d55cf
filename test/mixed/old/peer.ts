import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { decodeHead, HEAD_BYTES } from '../../../conformance/wire/layout.ts';
import type { Address } from '../../../src/host/address.ts';
import { Incoming } from '../../conformance/broken/incoming.ts';

const TIMEOUT_MS = 30_000;

/** A server said no. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** A connection on which a deployed program asks. */
export class Peer {
  readonly #socket: Socket;
  readonly #incoming: Incoming;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#incoming = new Incoming(socket);
    socket.on('error', () => undefined).setTimeout(TIMEOUT_MS, () => socket.destroy());
  }

  static async open({ host, port }: Address): Promise<Peer> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    return new Peer(socket);
  }

  /** The body of the success reply to a request; rejects with a `Refused` for a failure, with an Error for none at all. */
  async ask(...request: Buffer[]): Promise<Buffer> {
    for (const bytes of request) this.#socket.write(bytes);
    const head = await this.#take(HEAD_BYTES);
    const { bodyLength, status } = decodeHead(head);
    const body = await this.#take(Number(bodyLength));
    if (status === 0) return body;
    throw new Refused(`${body.readInt16BE()}: ${body.toString('utf8', 2, body.length - 1)}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #take(bytes: number): Promise<Buffer> {
    const taken = await this.#incoming.take(bytes);
    if (taken === undefined) throw new Error('the connection ended without a reply');
    return taken;
  }
}
