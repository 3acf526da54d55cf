import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { ConnectionLost } from '../networkErrors.ts';
import type { Timers } from '../timers.ts';
import { discardRest } from './discardRest.ts';

const HANDED_OVER = Promise.resolve();
const NOTHING = Buffer.alloc(0);
/** Bytes of a body that are worth waiting for although nobody reads them: the next request may follow. */
const SMALL_BODY_MAX = 16 * 1024;

/** What Node's HTTP server received, as the Host gives it; `onBodyWanted` is called before its body is read. */
export function hostRequest(
  request: IncomingMessage,
  peer: string,
  gone: AbortSignal,
  onBodyWanted: () => void,
): HttpRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers,
    peer,
    body: bodyOf(request, onBodyWanted),
    gone,
  };
}

async function* bodyOf(request: IncomingMessage, onBodyWanted: () => void): AsyncGenerator<Uint8Array> {
  onBodyWanted();
  try {
    // Whoever reads no further still wants to answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    throw new ConnectionLost('the viewer went away in the middle of its request', { cause: error });
  }
}

/** An answer that Node's HTTP server sends. */
export class HttpAnswer implements HttpResponse {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #timers: Timers;
  #gone = false;
  #ended = false;
  #bodyBegun = false;
  readonly #waiting = new Set<(error: Error) => void>();

  constructor(request: IncomingMessage, response: ServerResponse, clock: Clock, timers: Timers) {
    this.#request = request;
    this.#response = response;
    this.#clock = clock;
    this.#timers = timers;
    // The date of a response comes from the Host's clock.
    response.sendDate = false;
    response.once('close', () => {
      this.#gone = true;
      for (const reject of this.#waiting) reject(viewerGone());
    });
    // Every failure to send ends in a close, where it is dealt with.
    response.on('error', () => response.destroy());
  }

  /** Whether it was ended or cut. */
  get over(): boolean {
    return this.#gone || this.#ended || this.#response.destroyed;
  }

  get headSent(): boolean {
    return this.#response.headersSent;
  }

  head(status: number, headers: Readonly<Record<string, string | number>>): void {
    if (this.#gone) return;
    const connection = this.#isBodyUnread() ? { connection: 'close' } : {};
    this.#response.writeHead(status, { date: new Date(this.#clock.wallMs()).toUTCString(), ...headers, ...connection });
    // A body that follows at once goes into the same packet.
    process.nextTick(() => {
      if (!this.#bodyBegun && !this.#gone) this.#response.flushHeaders();
    });
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#gone) return Promise.reject(viewerGone());
    this.#bodyBegun = true;
    this.#response.write(chunk);
    const { socket } = this.#response;
    // Node holds it back until the end of this turn, for more to come; it is large enough to go at once.
    socket?.uncork();
    return socket?.writableLength === 0 ? HANDED_OVER : this.#flushed();
  }

  end(chunk?: Uint8Array): void {
    if (this.over) return;
    this.#ended = true;
    this.#bodyBegun = true;
    if (!this.#isBodyUnread()) {
      this.#response.end(chunk);
      this.#request.resume();
      return;
    }
    if (chunk === undefined) this.#response.flushHeaders();
    else this.#response.write(chunk);
    discardRest(this.#request, this.#timers, () => this.#response.end());
  }

  abort(): void {
    this.#response.destroy();
  }

  /** Whether some of the request's body, not a small one, was not read and may still be on its way. */
  #isBodyUnread(): boolean {
    const { headers, complete, readableEnded } = this.#request;
    const small =
      headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL_BODY_MAX;
    return !small && !(complete && readableEnded);
  }

  /** Resolves when all that was written is with the system: what follows it is. */
  #flushed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      this.#response.write(NOTHING, (error) => {
        this.#waiting.delete(reject);
        if (error) reject(viewerGone(error));
        else resolve();
      });
    });
  }
}

function viewerGone(cause?: Error): ConnectionLost {
  return new ConnectionLost('the viewer went away', { cause });
}
