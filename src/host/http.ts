import type { Address } from './address.ts';
import type { GateLimits, GateWatch } from './gate.ts';
import type { Listener } from './network.ts';

/** A request as it came; header names in lower case, repeated ones joined. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `host:port` of the other side. */
  readonly peer: string;
  /**
   * The body's chunks, read no faster than they are taken; how long one may take is for whoever reads to say. May be left
   * in the middle. Rejects with a `ConnectionLost` when the other side goes away before its end.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Aborted when the other side has gone, or the listener cuts it off. */
  readonly gone: AbortSignal;
}

/**
 * Answers one request. An answer that is ended before the request's body, if it is not small, was read to its end is the
 * last on its connection: what still comes is thrown away for a bounded time, so that the other side gets to read the answer.
 */
export interface HttpResponse {
  /** Sends status and headers; once, before any body. */
  head(status: number, headers: Readonly<Record<string, string | number>>): void;
  /**
   * Sends a piece of body; resolves when it has been handed over, so that its memory may be used again.
   * Rejects with a `ConnectionLost` once the viewer is gone.
   */
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the answer, with a last piece of body if given. What is not sent yet is sent by and by: `HttpListener.close` waits for it. */
  end(chunk?: Uint8Array): void;
  /** Cuts the connection: what was promised cannot be sent. */
  abort(): void;
}

/** Answers requests; must end or abort every response. */
export type HttpHandler = (request: HttpRequest, response: HttpResponse) => Promise<void>;

/** How much a listener bears; connections beyond it are closed without a word. Spec: HTTP-LIMITS. */
export interface HttpLimits extends GateLimits {
  /** Milliseconds a kept-alive connection may stay idle. */
  readonly idleTimeoutMs: number;
  /** Milliseconds the head of a request may take. */
  readonly headTimeoutMs: number;
}

/**
 * A listening HTTP server. Its `close` also ends kept-alive connections that are idle, and resolves when the requests under way
 * have been answered and the last byte of each answer is with the system; a viewer who takes nothing keeps it waiting until `cut`.
 */
export interface HttpListener extends Listener {
  /** Connections that are open. */
  readonly connections: number;
  /** Cuts every connection that is still open; to be called after `close`. */
  cut(): void;
}

/** HTTP/1.1 servers. */
export interface HttpListeners {
  /**
   * Listens at `address`; port 0 takes a free one. `watch` is told of connections that are not borne. Rejects with a
   * `ListenError`.
   */
  listen(address: Address, limits: HttpLimits, handler: HttpHandler, watch?: GateWatch): Promise<HttpListener>;
}
