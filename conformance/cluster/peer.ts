import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Patience } from '../wire/patience.ts';
import type { Journal } from './journal.ts';

/** Bytes read ahead of whoever takes them; more stays in the system's buffers. */
const READ_AHEAD = 256 * 1024;

/** The other side is gone, or did not send in time. */
export class PeerGone extends Error {
  override readonly name = 'PeerGone';
}

/** How the other side left a connection: not yet, in order, by a reset. */
export type PeerEnd = 'open' | 'closed' | 'reset';

/** A connection that a target made to a server which the kit plays. */
export class Peer {
  /** 0 for the first connection that the server accepted, and so on. */
  readonly number: number;
  /** The address the target connected from. */
  readonly host: string;
  readonly openedAtMs = performance.now();
  #endedAtMs: number | undefined;
  readonly #socket: Socket;
  readonly #journal: Journal;
  readonly #chunks: Buffer[] = [];
  #buffered = 0;
  #received = 0;
  #end: PeerEnd = 'open';
  #cutHere = false;
  #holding = false;
  /** Milliseconds that pass before bytes are taken. */
  paceMs = 0;
  /** Ends the wait of `take`. */
  #wake: () => void = () => {};

  constructor(number: number, socket: Socket, journal: Journal) {
    this.number = number;
    this.host = socket.remoteAddress ?? '';
    this.#socket = socket;
    this.#journal = journal;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('end', () => this.#onEnd('closed'));
    socket.on('error', () => this.#onEnd('reset'));
    socket.on('close', () => this.#onEnd('closed'));
  }

  /** How the other side ended it; `open` also when this side did. */
  get end(): PeerEnd {
    return this.#end;
  }

  /** When the other side ended it. */
  get endedAtMs(): number | undefined {
    return this.#endedAtMs;
  }

  /** Whether either side ended it. */
  get over(): boolean {
    return this.#end !== 'open' || this.#cutHere;
  }

  /** Bytes that came and that nobody has taken. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Bytes that came. */
  get received(): number {
    return this.#received;
  }

  /** Takes the next `size` bytes. Rejects with a `PeerGone` when they do not come within `withinMs`. */
  async take(size: number, withinMs: number): Promise<Buffer> {
    const patience = new Patience(withinMs);
    const parts: Buffer[] = [];
    for (let left = size; left > 0; ) {
      const part = await this.#takeSome(left, patience);
      parts.push(part);
      left -= part.length;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  /** Takes at least one byte and at most `most`. Rejects like `take`. */
  takeSome(most: number, withinMs: number): Promise<Buffer> {
    return this.#takeSome(most, new Patience(withinMs));
  }

  async #takeSome(most: number, patience: Patience): Promise<Buffer> {
    if (this.paceMs > 0) await sleep(this.paceMs);
    if (this.#buffered === 0) await this.#news(patience);
    const first = this.#chunks[0];
    if (first === undefined) throw new PeerGone(this.over ? 'the connection ended' : 'nothing came in time');
    if (first.length > most) this.#chunks[0] = first.subarray(most);
    else this.#chunks.shift();
    const part = first.subarray(0, most);
    this.#buffered -= part.length;
    this.#flow();
    return part;
  }

  /** Sends bytes, also to one who said that nothing more comes; resolves when the kernel has them or the connection is gone. */
  send(...pieces: readonly Uint8Array[]): Promise<void> {
    if (this.#cutHere || this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('close', resolve);
      this.#socket.write(Buffer.concat(pieces), () => {
        this.#socket.off('close', resolve);
        resolve();
      });
    });
  }

  /** Resolves when either side has ended the connection, or after `withinMs`. */
  async whenOver(withinMs: number): Promise<void> {
    await this.#journal.until(() => this.over, withinMs);
  }

  /** Reads nothing more, so that the other side's sending comes to a stand. */
  hold(): void {
    this.#holding = true;
    this.#flow();
  }

  /** Ends the connection in order, behind what was sent. */
  close(): void {
    this.#letGo();
    this.#socket.end();
    this.#socket.resume();
    this.#wake();
    this.#journal.changed();
  }

  /** Ends the connection by a reset. */
  reset(): void {
    this.#letGo();
    this.#socket.resetAndDestroy();
    this.#wake();
    this.#journal.changed();
  }

  /** Lets go of everything. */
  destroy(): void {
    this.#letGo();
    this.#socket.destroy();
    this.#wake();
    this.#journal.changed();
  }

  /** What came and was not taken is of no interest any more. */
  #letGo(): void {
    this.#cutHere = true;
    this.#chunks.length = 0;
    this.#buffered = 0;
  }

  #onData(chunk: Buffer): void {
    this.#received += chunk.length;
    if (!this.#cutHere) {
      this.#chunks.push(chunk);
      this.#buffered += chunk.length;
      this.#flow();
    }
    this.#wake();
    this.#journal.changed();
  }

  #onEnd(end: PeerEnd): void {
    if (this.#end !== 'open') return;
    if (!this.#cutHere) {
      this.#end = end;
      this.#endedAtMs = performance.now();
    }
    this.#wake();
    this.#journal.changed();
  }

  #flow(): void {
    if (this.#holding || this.#buffered >= READ_AHEAD) this.#socket.pause();
    else this.#socket.resume();
  }

  #news(patience: Patience): Promise<void> {
    if (this.over) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = patience.count(resolve);
      this.#wake = () => {
        stop();
        this.#wake = () => {};
        resolve();
      };
    });
  }
}
