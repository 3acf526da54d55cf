import { Duplex } from 'node:stream';
import type { Connection } from '../../src/host/connection.ts';
import type { Timer, Timers } from '../../src/host/timers.ts';

type Done = (error?: Error | null) => void;

/** A connection in the form of a socket, as far as Node's HTTP server needs one. */
export class ConnectionStream extends Duplex {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #connection: Connection;
  readonly #timers: Timers;
  #idleMs = 0;
  #idle: Timer | undefined;

  constructor(connection: Connection, timers: Timers) {
    super({ allowHalfOpen: true });
    this.#connection = connection;
    this.#timers = timers;
    this.remoteAddress = connection.peer.host;
    this.remotePort = connection.peer.port;
  }

  /** Emits `timeout` after `idleMs` without a byte either way; never when it is 0. */
  setTimeout(idleMs: number): this {
    this.#idleMs = idleMs;
    this.#refresh();
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  /** Closes after what was written. */
  destroySoon(): void {
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy()).end();
  }

  override _read(): void {
    this.#connection.read().then(
      (bytes) => {
        this.#refresh();
        this.push(bytes);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.#send([chunk], done);
  }

  override _writev(chunks: readonly { chunk: Uint8Array }[], done: Done): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    this.#connection.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#idle?.cancel();
    this.#idleMs = 0;
    this.#connection.abort();
    void this.#connection.closed.then(() => done(error));
  }

  #send(chunks: readonly Uint8Array[], done: Done): void {
    this.#connection.write(...chunks).then(() => {
      this.#refresh();
      done();
    }, done);
  }

  #refresh(): void {
    this.#idle?.cancel();
    this.#idle = this.#idleMs > 0 ? this.#timers.after(this.#idleMs, () => this.emit('timeout')) : undefined;
  }
}
