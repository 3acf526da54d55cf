import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { ConnectionLost } from '../networkErrors.ts';

const HANDED_OVER = Promise.resolve();
const NOTHING = Buffer.alloc(0);

/** What Node's HTTP server received, as the Host gives it. */
export function hostRequest(request: IncomingMessage, peer: string, gone: AbortSignal): HttpRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: request.method ?? '', target: request.url ?? '', headers, peer, body: bodyOf(request), gone };
}

async function* bodyOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request) yield chunk as Buffer;
  } catch (error) {
    throw new ConnectionLost('the viewer went away in the middle of its request', { cause: error });
  }
}

/** An answer that Node's HTTP server sends. */
export class HttpAnswer implements HttpResponse {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  #gone = false;
  #bodyBegun = false;
  readonly #waiting = new Set<(error: Error) => void>();

  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response;
    this.#clock = clock;
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
    return this.#gone || this.#response.destroyed || this.#response.writableEnded;
  }

  get headSent(): boolean {
    return this.#response.headersSent;
  }

  head(status: number, headers: Readonly<Record<string, string | number>>): void {
    if (this.#gone) return;
    this.#response.writeHead(status, { date: new Date(this.#clock.wallMs()).toUTCString(), ...headers });
    // A body that follows at once goes into the same packet.
    process.nextTick(() => {
      if (!this.#bodyBegun && !this.#gone) this.#response.flushHeaders();
    });
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#gone) return Promise.reject(viewerGone());
    this.#bodyBegun = true;
    this.#response.write(chunk);
    return this.#response.socket?.writableLength === 0 ? HANDED_OVER : this.#flushed();
  }

  end(chunk?: Uint8Array): void {
    if (this.over) return;
    this.#bodyBegun = true;
    this.#response.end(chunk);
  }

  abort(): void {
    this.#response.destroy();
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
