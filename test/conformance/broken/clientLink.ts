import { connect, type Socket } from 'node:net';
import type { ClientFault } from './clientFaults.ts';

const TIMEOUT_MS = 5_000;

/** A server said no. */
export class Refused extends Error {
  readonly number: number;

  constructor(number: number) {
    super(`refused with ${number}`);
    this.number = number;
  }

  /** Every other server would say the same. */
  get final(): boolean {
    return this.number >= 400 && this.number <= 499;
  }
}

/** A process that stood still finds its time over before it has read what came meanwhile: sockets get their turn first. */
function onTimeout(over: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(over), TIMEOUT_MS);
}

/** One connection of the small client. */
export class ClientLink {
  readonly #socket: Socket;
  readonly #fault: ClientFault;
  #unread = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #ended = false;
  #wake: () => void = () => {};
  readonly address: string;
  /** Whether anything came from the server. */
  heard = false;
  /** Whether it overlooked a refusal. */
  refused = false;

  private constructor(socket: Socket, address: string, fault: ClientFault) {
    this.address = address;
    this.#socket = socket;
    this.#fault = fault;
    socket.on('data', (chunk: Buffer) => {
      this.heard = true;
      this.#chunks.push(chunk);
      this.#wake();
    });
    for (const event of ['end', 'error', 'close']) socket.on(event, () => this.#onEnd());
  }

  static open(address: string, fault: ClientFault): Promise<ClientLink> {
    const at = address.lastIndexOf(':');
    const host = address.slice(0, at).replace(/[[\]]/g, '');
    const socket = connect(Number(address.slice(at + 1)), host);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(new ClientLink(socket, address, fault)));
      socket.once('error', reject);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Sends; resolves to false when the connection is gone, or something came from the server that is to be looked at. */
  async send(bytes: Buffer): Promise<boolean> {
    const listens = this.#fault !== 'deaf-while-sending';
    for (let at = 0; at < bytes.length; at += 65_536) {
      if (this.#ended || (listens && this.heard)) return false;
      const drained = this.#socket.write(bytes.subarray(at, at + 65_536));
      if (!drained) await this.#drained(listens);
    }
    return true;
  }

  /** The head of a reply; throws a `Refused` for a failure. */
  async head(server: number): Promise<number> {
    const head = await this.take(10);
    const length = head.readBigInt64BE();
    if (head[8] !== server && this.#fault !== 'any-reply-command') throw new Error(`a reply of ${head[8]}`);
    if (head[9] !== 0) {
      if (length < 2n || length > 1026n) throw new Error('a refusal that makes no sense');
      if (this.#fault === 'failure-is-success') {
        this.refused = true;
        return 0;
      }
      const body = await this.take(Number(length));
      if (body.length > 2 && body.indexOf(0, 2) < 0) throw new Error('a description without an end');
      throw new Refused(body.readInt16BE());
    }
    if (length < 0n || length > 1n << 52n) throw new Error(`a body of ${length} bytes`);
    return Number(length);
  }

  /** The next `size` bytes. */
  async take(size: number): Promise<Buffer> {
    while (this.#unread.length < size) {
      const more = await this.#more();
      if (more === undefined) throw new Error('the connection ended');
      this.#unread = Buffer.concat([this.#unread, more]);
    }
    const taken = this.#unread.subarray(0, size);
    this.#unread = this.#unread.subarray(size);
    return taken;
  }

  /** What came; undefined at the end. */
  async some(): Promise<Buffer | undefined> {
    if (this.#unread.length > 0) {
      const unread = this.#unread;
      this.#unread = Buffer.alloc(0);
      return unread;
    }
    return this.#more();
  }

  async #more(): Promise<Buffer | undefined> {
    if (this.#chunks.length === 0 && !this.#ended) await this.#news();
    return this.#chunks.shift();
  }

  #onEnd(): void {
    this.#ended = true;
    this.#wake();
  }

  #news(): Promise<void> {
    return new Promise((resolve, reject) => {
      const patient = this.#fault === 'no-timeout';
      const timer = patient ? undefined : onTimeout(() => reject(new Error('it says nothing')));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Resolves when more can be sent, or there is something to look at. */
  #drained(listens: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const patient = this.#fault === 'no-timeout' || !listens;
      const timer = patient ? undefined : onTimeout(() => reject(new Error('it takes nothing')));
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#socket.once('drain', go);
      this.#wake = () => {
        if (listens || this.#ended) go();
      };
    });
  }
}
