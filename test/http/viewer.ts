import type { Address } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { Host } from '../../src/host/host.ts';
import { ConnectionLost } from '../../src/host/networkErrors.ts';

/** The start of an answer. */
export interface ReplyHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A whole answer. */
export interface Reply extends ReplyHead {
  readonly body: Buffer;
}

const HEAD_END = '\r\n\r\n';

/** Speaks HTTP/1.1 over one connection, byte by byte as a test wants it. */
export class Viewer {
  readonly #connection: Connection;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async connect(host: Host, address: Address): Promise<Viewer> {
    return new Viewer(await host.network.connect(address, { timeoutMs: 10_000 }));
  }

  /** Sends one request and reads its answer. */
  async ask(method: string, target: string, headers: Record<string, string> = {}, body = ''): Promise<Reply> {
    await this.send(request(method, target, headers, body));
    return this.reply(method);
  }

  get(target: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.ask('GET', target, headers);
  }

  send(text: string): Promise<void> {
    return this.#connection.write(Buffer.from(text, 'latin1'));
  }

  /** The answer to the oldest request that is not answered yet. Rejects when the connection ends within it. */
  async reply(method = 'GET'): Promise<Reply> {
    const head = await this.head();
    const bodiless = method === 'HEAD' || head.status === 204 || head.status === 304;
    return { ...head, body: await this.take(bodiless ? 0 : Number(head.headers['content-length'])) };
  }

  /** Reads no further than the head of an answer. */
  async head(): Promise<ReplyHead> {
    let end = this.#gather().indexOf(HEAD_END);
    while (end < 0) {
      await this.#receive();
      end = this.#gather().indexOf(HEAD_END);
    }
    const [statusLine = '', ...lines] = (await this.take(end)).toString('latin1').split('\r\n');
    await this.take(HEAD_END.length);
    const headers = lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
    return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers) };
  }

  /** Exactly `count` bytes of a body. */
  async take(count: number): Promise<Buffer> {
    while (this.#size < count) await this.#receive();
    const all = this.#gather();
    this.#chunks = [all.subarray(count)];
    this.#size -= count;
    return all.subarray(0, count);
  }

  /** All that still comes, and whether the connection was broken off. */
  async rest(): Promise<{ bytes: Buffer; broken: boolean }> {
    let broken = false;
    try {
      for (;;) await this.#receive();
    } catch (error) {
      broken = error instanceof ConnectionLost;
    }
    return { bytes: this.#gather(), broken };
  }

  /** Goes away. */
  leave(): void {
    this.#connection.abort();
  }

  /** What was received and not taken. */
  #gather(): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const gathered = all ?? Buffer.concat(this.#chunks);
    this.#chunks = [gathered];
    return gathered;
  }

  async #receive(): Promise<void> {
    const chunk = await this.#connection.read();
    if (chunk === null) throw new Error(`the connection ended, ${this.#size} bytes into what was expected`);
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }
}

/** A request as it goes over the wire. */
export function request(method: string, target: string, headers: Record<string, string> = {}, body = ''): string {
  const all = {
    host: 'gateway',
    ...(body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
