import type { Connection } from '../../src/host/connection.ts';
import type { HttpHandler, HttpLimits } from '../../src/host/http.ts';
import type { Listener } from '../../src/host/network.ts';
import type { Site } from './sites.ts';
import { CONNECT_TIMEOUT_MS } from './talk.ts';

/** One answer as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const PATIENT: HttpLimits = { connectionsMax: 100, idleTimeoutMs: 60_000, headTimeoutMs: 60_000 };
const BLANK_LINE = '\r\n\r\n';

/** Someone who speaks HTTP over a plain connection and hides nothing of it. */
export class Viewer {
  readonly connection: Connection;
  #received = Buffer.alloc(0);

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Sends a request; `lines` are its header lines. */
  async ask(requestLine: string, lines: readonly string[] = [], body = ''): Promise<void> {
    const head = [`${requestLine} HTTP/1.1`, 'Host: tnv', ...lines].join('\r\n');
    await this.connection.write(Buffer.from(head + BLANK_LINE + body));
  }

  /** The next answer, with a body of `Content-Length` unless `bodyless`. */
  async reply(bodyless = false): Promise<Reply> {
    const { status, headers } = await this.head();
    const size = bodyless ? 0 : Number(headers['content-length'] ?? 0);
    return { status, headers, body: await this.take(size) };
  }

  /** Status and headers of the next answer. */
  async head(): Promise<Omit<Reply, 'body'>> {
    let end = this.#received.indexOf(BLANK_LINE);
    for (; end === -1; end = this.#received.indexOf(BLANK_LINE)) await this.#more();
    const [statusLine = '', ...lines] = String(await this.take(end + BLANK_LINE.length))
      .trim()
      .split('\r\n');
    const headers = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers) };
  }

  /** The next `count` bytes. */
  async take(count: number): Promise<Buffer> {
    while (this.#received.length < count) await this.#more();
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return taken;
  }

  /** What comes until the server ends. */
  async rest(): Promise<Buffer> {
    for (let part = await this.connection.read(); part !== null; part = await this.connection.read()) {
      this.#received = Buffer.concat([this.#received, part]);
    }
    return this.#received;
  }

  async #more(): Promise<void> {
    const part = await this.connection.read();
    if (part === null) throw new Error(`the server ended after ${this.#received.length} bytes`);
    this.#received = Buffer.concat([this.#received, part]);
  }
}

/** An HTTP listener on the server of `site` and one viewer that is connected to it. */
export async function serve(
  site: Site,
  handler: HttpHandler,
  limits: Partial<HttpLimits> = {},
): Promise<{ listener: Listener; viewer: Viewer }> {
  const listener = await site.server.http.listen({ host: site.serverIp, port: 0 }, { ...PATIENT, ...limits }, handler);
  return { listener, viewer: await view(site, listener) };
}

/** One more viewer. */
export async function view(site: Site, listener: Listener): Promise<Viewer> {
  return new Viewer(await site.client.network.connect(listener.address, { timeoutMs: CONNECT_TIMEOUT_MS }));
}

/** Lets the viewer go and closes the listener. */
export async function finish(viewer: Viewer, listener: Listener): Promise<void> {
  viewer.connection.abort();
  await Promise.all([viewer.connection.closed, listener.close()]);
}
