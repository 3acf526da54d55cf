import type { Socket } from 'node:net';
import { type Address, formatAddress } from '../address.ts';
import type { BufferPool } from '../bufferPool.ts';
import { type Connection, HANDED_OVER } from '../connection.ts';
import { ConnectionLost } from '../networkErrors.ts';
import { socketAddress } from './address.ts';
import { connectionFailure } from './networkReasons.ts';
import type { Receiver } from './receiver.ts';
import { READ_SIZE, type TurnShare } from './turnShare.ts';

/** Bytes that are received and not read, at which no more are taken from the system: for itself, and with others' leave. */
const RECEIVED_MIN = 64 * 1024;
const RECEIVED_MAX = 256 * 1024;
const NOTHING = Buffer.alloc(0);

interface PendingRead {
  readonly resolve: (bytes: Buffer | null) => void;
  readonly reject: (error: Error) => void;
}

/** A connection over a connected TCP socket that allows half-open. */
export class NodeConnection implements Connection {
  readonly local: Address;
  readonly peer: Address;
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #buffers: BufferPool;
  readonly #turns: TurnShare;
  readonly #received: Buffer[] = [];
  #receivedBytes = 0;
  /** Bytes of the pool. */
  #granted = 0;
  /** Whether enough was received that nobody has read. */
  #full = false;
  /** Whether others are to receive first. */
  #waiting = false;
  #peerEnded = false;
  #ended = false;
  #aborted = false;
  /** Why nothing can be read or written any more. An error is made only for who asks: of most connections nobody does. */
  #broken: (() => ConnectionLost) | undefined;
  #reading: PendingRead | undefined;

  /** `receiver`: what the socket was told to read by, if it was. */
  constructor(socket: Socket, buffers: BufferPool, turns: TurnShare, receiver?: Receiver) {
    this.#socket = socket;
    this.#buffers = buffers;
    this.#turns = turns;
    this.local = socketAddress(socket.localAddress, socket.localPort);
    this.peer = socketAddress(socket.remoteAddress, socket.remotePort);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        receiver?.close();
        this.#break(() => this.#lost('is closed'));
        resolve();
      });
    });
    if (receiver === undefined) socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    else receiver.onBytes = (bytes) => this.#receive(bytes);
    socket.on('end', () => this.#receiveEnd());
    socket.on('error', (error) => this.#break(() => connectionFailure(this.peer, error)));
  }

  read(): Promise<Buffer | null> {
    if (this.#reading !== undefined) return Promise.reject(new Error('one read at a time'));
    const first = this.#received.shift();
    if (first !== undefined) {
      this.#receivedBytes -= first.length;
      if (this.#receivedBytes < RECEIVED_MIN) this.#giveBack();
      if (this.#full && this.#receivedBytes < RECEIVED_MIN + this.#granted) {
        this.#full = false;
        if (!this.#waiting) this.#socket.resume();
      }
      return Promise.resolve(first);
    }
    if (this.#peerEnded && !this.#aborted) return Promise.resolve(null);
    if (this.#broken !== undefined) return Promise.reject(this.#broken());
    return new Promise((resolve, reject) => {
      this.#reading = { resolve, reject };
    });
  }

  write(...chunks: readonly Uint8Array[]): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken());
    if (this.#ended) return Promise.reject(this.#lost('was ended by this side'));
    const socket = this.#socket;
    if (chunks.length === 1) {
      socket.write(chunks[0] as Uint8Array);
    } else {
      socket.cork();
      for (const chunk of chunks) socket.write(chunk);
      socket.uncork();
    }
    return socket.writableLength === 0 ? HANDED_OVER : this.#flushed();
  }

  end(): void {
    if (this.#ended || this.#broken !== undefined) return;
    this.#ended = true;
    this.#socket.end();
  }

  abort(): void {
    this.#aborted = true;
    this.#turns.leave(this.#myTurn);
    this.#received.length = 0;
    this.#receivedBytes = 0;
    this.#giveBack();
    this.#break(() => this.#lost('was aborted'));
    this.#socket.destroy();
  }

  /** Resolves when all that was written is with the system: what follows it is. */
  #flushed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(NOTHING, (error) => {
        if (error) reject(this.#broken?.() ?? connectionFailure(this.peer, error));
        else resolve();
      });
    });
  }

  #receive(chunk: Buffer): void {
    if (this.#aborted) return;
    if (chunk.length >= READ_SIZE && !this.#turns.take(chunk.length)) this.#letOthers();
    if (this.#reading !== undefined) {
      const { resolve } = this.#reading;
      this.#reading = undefined;
      resolve(chunk);
      return;
    }
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes >= RECEIVED_MIN && this.#granted === 0) {
      this.#granted = this.#buffers.take(RECEIVED_MAX - RECEIVED_MIN);
    }
    if (this.#receivedBytes >= RECEIVED_MIN + this.#granted) {
      this.#full = true;
      this.#socket.pause();
    }
  }

  #letOthers(): void {
    this.#waiting = true;
    this.#socket.pause();
    this.#turns.wait(this.#myTurn);
  }

  readonly #myTurn = (): void => {
    this.#waiting = false;
    if (!this.#full) this.#socket.resume();
  };

  #giveBack(): void {
    this.#buffers.give(this.#granted);
    this.#granted = 0;
  }

  #receiveEnd(): void {
    this.#peerEnded = true;
    this.#reading?.resolve(null);
    this.#reading = undefined;
  }

  #break(why: () => ConnectionLost): void {
    this.#broken ??= why;
    this.#reading?.reject(this.#broken());
    this.#reading = undefined;
  }

  #lost(what: string): ConnectionLost {
    return new ConnectionLost(`the connection with ${formatAddress(this.peer)} ${what}`);
  }
}
