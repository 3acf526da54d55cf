import type { Host } from '../host/host.ts';
import type { HttpResponse } from '../host/http.ts';
import type { Headers } from './httpError.ts';

/** Milliseconds a viewer may take nothing of what is sent to it; a paused player asks again later. */
const STALL_MAX_MS = 300_000;

/**
 * On every answer: nothing that comes from here may run as a script or be taken for another type than it is said to
 * be. The same origin is allowed so that the browser's own player may load a video that is opened by itself.
 * Spec: HTTP-INERT.
 */
const INERT = {
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "sandbox allow-same-origin; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
} as const;

/** The answer to one request: keeps account of what was sent, and loses patience with a viewer that has stopped. */
export class Answer {
  readonly #host: Host;
  readonly #response: HttpResponse;
  readonly #bodiless: boolean;
  #status: number | undefined;
  #bytes = 0;
  #left = false;

  constructor(host: Host, response: HttpResponse, method: string) {
    this.#host = host;
    this.#response = response;
    this.#bodiless = method === 'HEAD';
  }

  /** What was sent; undefined before the head. */
  get status(): number | undefined {
    return this.#status;
  }

  /** Bytes of body that were sent. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the viewer has gone, or was given up, in the middle of the body. */
  get left(): boolean {
    return this.#left;
  }

  /** Sends status and headers. */
  head(status: number, headers: Headers): void {
    this.#status = status;
    this.#response.head(status, { ...INERT, ...headers });
  }

  /** Sends a piece of body; resolves when more may be sent. Rejects with a `ConnectionLost`. */
  async write(chunk: Uint8Array): Promise<void> {
    const patience = this.#host.timers.after(STALL_MAX_MS, () => this.abort());
    try {
      await this.#response.write(chunk);
      this.#bytes += chunk.length;
    } catch (error) {
      this.#left = true;
      throw error;
    } finally {
      patience.cancel();
    }
  }

  /** Ends the answer. */
  end(): void {
    this.#response.end();
  }

  /** A whole answer with a small body, which is left out for a HEAD. Rejects with a `ConnectionLost`. */
  async small(status: number, contentType: string, text: string, headers: Headers = {}): Promise<void> {
    const body = Buffer.from(text);
    this.head(status, { ...headers, 'content-type': contentType, 'content-length': body.length });
    if (!this.#bodiless) await this.write(body);
    this.end();
  }

  /** Cuts the connection: what was promised cannot be sent. */
  abort(): void {
    this.#response.abort();
  }
}
