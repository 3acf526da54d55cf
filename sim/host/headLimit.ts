import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Timer, Timers } from '../../src/host/timers.ts';
import type { ConnectionStream } from './connectionStream.ts';

const TOO_SLOW = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/**
 * Closes connections on which the head of a request takes longer than a limit. Node's own check runs on real time,
 * and only for sockets it listens for itself.
 */
export class HeadLimit {
  readonly #timers: Timers;
  readonly #headTimeoutMs: number;
  readonly #waiting = new Map<object, Timer>();
  readonly #answering = new Set<object>();

  constructor(server: Server, timers: Timers, headTimeoutMs: number) {
    this.#timers = timers;
    this.#headTimeoutMs = headTimeoutMs;
    const answering = ({ socket }: IncomingMessage, response: ServerResponse): void => {
      this.#stop(socket);
      this.#answering.add(socket);
      response.once('close', () => this.#answering.delete(socket));
    };
    server.on('request', answering);
    server.on('checkContinue', answering);
  }

  /** Watches a new connection. */
  add(stream: ConnectionStream): void {
    this.#start(stream);
    stream.on('data', () => {
      if (!this.#answering.has(stream) && !this.#waiting.has(stream)) this.#start(stream);
    });
    stream.once('close', () => this.#stop(stream));
  }

  #start(stream: ConnectionStream): void {
    const late = (): void => {
      this.#waiting.delete(stream);
      stream.write(TOO_SLOW);
      stream.destroySoon();
    };
    this.#waiting.set(stream, this.#timers.after(this.#headTimeoutMs, late));
  }

  #stop(stream: object): void {
    this.#waiting.get(stream)?.cancel();
    this.#waiting.delete(stream);
  }
}
