import { createConnection, type Socket } from 'node:net';
import { CaseFailure, type Finding } from '../runner/failure.ts';
import { decodeHead, HEAD_BYTES, type Head } from './layout.ts';
import { Patience, pause } from './patience.ts';
import { Transcript } from './transcript.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, IPv6 in brackets. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What a case's conversations share: bounds, what was looked at, and whether something was waited for in vain. */
export interface ConversationContext {
  /** When the case is over, by performance.now(). */
  readonly deadlineMs: number;
  /** How long a reply may take, unless a wait says otherwise. */
  readonly replyMs: number;
  readonly findings: Finding[];
  readonly looked: { said: boolean; ended: boolean; inVain?: boolean };
  readonly conversations: Conversation[];
}

/** A reply: its head, its whole body, and the conversation it came from. */
export interface Reply extends Head {
  readonly body: Buffer;
  readonly from: Conversation;
}

export type Ending = 'closed' | 'reset' | 'open';

/** Bytes that may wait unread before the peer is held back. */
const UNREAD_BYTES = 64 * 1024;
/** Bytes that are sent at once. */
const PIECE_BYTES = 256 * 1024;
const BODY_MAX_BYTES = 4 * 1024 * 1024;

/**
 * One connection to the target. Every wait has an end, everything is recorded, and what is not asked for is not read,
 * so that a target that floods costs no memory.
 */
export class Conversation {
  readonly transcript: Transcript;
  readonly #socket: Socket;
  readonly #context: ConversationContext;
  #chunks: Buffer[] = [];
  #unread = 0;
  #wanted = 0;
  #ending: Ending = 'open';
  #cutByUs = false;
  #opened = false;
  /** Whether the last whole reply was a success. */
  #succeeded = false;
  #waiters = new Set<() => void>();

  private constructor(socket: Socket, title: string, context: ConversationContext) {
    this.#socket = socket;
    this.#context = context;
    this.transcript = new Transcript(title);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#received(chunk));
    socket.on('end', () => this.#over('closed'));
    socket.on('error', () => this.#over('reset'));
    socket.on('close', () => this.#over('closed'));
  }

  /** Connects; throws a CaseFailure when that is refused or takes too long. */
  static async open(
    to: Address,
    context: ConversationContext,
    options: { localAddress?: string } = {},
  ): Promise<Conversation> {
    const where = formatAddress(to);
    const socket = createConnection({ ...to, allowHalfOpen: true, ...options });
    const conversation = new Conversation(socket, where, context);
    context.conversations.push(conversation);
    const problem = await conversation.#connected();
    if (problem !== undefined) {
      socket.destroy();
      throw new CaseFailure({ axis: 'ended', message: `cannot connect to ${where}: ${problem}` });
    }
    conversation.#open();
    return conversation;
  }

  /** A connection that somebody else made to the kit. */
  static accepted(socket: Socket, context: ConversationContext): Conversation {
    const conversation = new Conversation(socket, `from ${socket.remoteAddress}:${socket.remotePort}`, context);
    context.conversations.push(conversation);
    conversation.#open();
    return conversation;
  }

  #open(): void {
    this.#opened = true;
    this.transcript.add('opened');
  }

  #connected(): Promise<string | undefined> {
    const withinMs = this.#bound(undefined);
    return new Promise((resolve) => {
      const stop = new Patience(withinMs).count(() => resolve(`no answer within ${Math.round(withinMs)} ms`));
      const settle = (problem?: string) => {
        stop();
        resolve(problem);
      };
      this.#socket.once('connect', () => settle());
      this.#socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    });
  }

  get findings(): Finding[] {
    return this.#context.findings;
  }

  /**
   * Sends; resolves when the kernel took all of it. A peer that closed meanwhile is no error here: the reply tells.
   * Throws when the peer takes nothing for as long as a reply may take.
   */
  async send(...pieces: Uint8Array[]): Promise<void> {
    for (const piece of pieces) {
      for (let at = 0; at < piece.byteLength; at += PIECE_BYTES) {
        if (!(await this.#write(piece.subarray(at, at + PIECE_BYTES)))) return;
      }
    }
  }

  /** Sends in small pieces with pauses between them. */
  async sendPaced(bytes: Uint8Array, pace: { pieceBytes: number; pauseMs: number }): Promise<void> {
    for (let at = 0; at < bytes.byteLength; at += pace.pieceBytes) {
      if (at > 0) await pause(this.#bound(pace.pauseMs));
      if (!(await this.#write(bytes.subarray(at, at + pace.pieceBytes)))) return;
    }
  }

  #write(bytes: Uint8Array): Promise<boolean> {
    if (!this.#socket.writable) return Promise.resolve(false);
    this.transcript.add('sent', bytes);
    const withinMs = this.#bound(undefined);
    return new Promise((resolve, reject) => {
      const gone = () => settle(false);
      const stop = new Patience(withinMs).count(() => {
        this.#socket.off('close', gone);
        this.#context.looked.inVain = true;
        const message = `the target takes no more of what is sent to it for ${Math.round(withinMs)} ms`;
        reject(new CaseFailure({ axis: 'said', message }));
      });
      const settle = (done: boolean) => {
        stop();
        this.#socket.off('close', gone);
        resolve(done);
      };
      this.#socket.once('close', gone);
      this.#socket.write(bytes, (error) => settle(error === undefined || error === null));
    });
  }

  /** Ends the sending direction; what the target says can still be read. */
  finish(): void {
    this.transcript.add('finished');
    this.#socket.end();
  }

  /** Resets the connection. */
  cut(): void {
    if (this.#cutByUs || this.#socket.destroyed) return;
    this.#cutByUs = true;
    this.transcript.add('cut');
    this.#socket.resetAndDestroy();
  }

  /** Closes politely and at once; nothing is read any more. */
  close(): void {
    this.#cutByUs = true;
    this.#socket.end();
    this.#socket.destroySoon();
    this.#socket.resume();
  }

  /** Ends it without a word, whatever its state. */
  destroy(): void {
    this.#cutByUs = true;
    this.#socket.destroy();
  }

  /** The next reply, head and whole body. Throws a CaseFailure when it does not come, is torn or too large. */
  async reply(options: { withinMs?: number; bodyMaxBytes?: number } = {}): Promise<Reply> {
    const patience = new Patience(this.#bound(options.withinMs));
    const head = await this.#head(patience);
    const bodyMaxBytes = options.bodyMaxBytes ?? BODY_MAX_BYTES;
    if (head.bodyLength < 0n || head.bodyLength > BigInt(bodyMaxBytes)) {
      const message = `the reply's head claims a body of ${head.bodyLength} bytes`;
      throw new CaseFailure({ axis: 'said', message, statement: 'WIRE-BODY-LENGTH' });
    }
    const length = Number(head.bodyLength);
    const body = await this.#take(length, patience, `body of ${length} bytes`);
    this.#succeeded = head.status === 0;
    return { ...head, body, from: this };
  }

  /** The next reply's head only; its body is read with bodyBytes. */
  replyHead(options: { withinMs?: number } = {}): Promise<Head> {
    return this.#head(new Patience(this.#bound(options.withinMs)));
  }

  /** The next n bytes, n bounded by what fits in memory well. */
  bodyBytes(n: number, options: { withinMs?: number } = {}): Promise<Buffer> {
    return this.#take(n, new Patience(this.#bound(options.withinMs)), `${n} bytes of a body`);
  }

  async #head(patience: Patience): Promise<Head> {
    this.#context.looked.said = true;
    return decodeHead(await this.#take(HEAD_BYTES, patience, 'reply'));
  }

  /** How the connection ends, or `open` when it does not within the time. Bytes in between are a CaseFailure. */
  async ended(options: { withinMs?: number } = {}): Promise<Ending> {
    this.#context.looked.ended = true;
    const patience = new Patience(this.#bound(options.withinMs));
    while (this.#unread === 0 && this.#ending === 'open' && !patience.isOver) await this.#change(patience);
    if (this.#unread === 0) return this.#ending;
    const got = Buffer.concat(this.#chunks).subarray(0, 256);
    const message = `${this.#unread} bytes follow where nothing was asked for`;
    throw new CaseFailure({ axis: 'said', message, statement: 'CONN-IN-STEP', got });
  }

  /** Everything until the end of the connection, at most maxBytes. */
  async rest(maxBytes: number, options: { withinMs?: number } = {}): Promise<Buffer> {
    const patience = new Patience(this.#bound(options.withinMs));
    this.#wanted = maxBytes;
    this.#flow();
    while (this.#unread < maxBytes && this.#ending === 'open' && !patience.isOver) await this.#change(patience);
    return this.#shift(Math.min(maxBytes, this.#unread));
  }

  async #take(n: number, patience: Patience, what: string): Promise<Buffer> {
    this.#wanted = n;
    this.#flow();
    while (this.#unread < n) {
      if (this.#ending !== 'open') throw this.#missing(n, what);
      if (patience.isOver) throw this.#missing(n, what);
      await this.#change(patience);
    }
    this.#wanted = 0;
    return this.#shift(n);
  }

  #missing(n: number, what: string): CaseFailure {
    const got = Buffer.concat(this.#chunks);
    const some = this.#unread > 0 ? ` after ${this.#unread} of ${n} bytes` : '';
    if (this.#ending === 'open') {
      this.#context.looked.inVain = true;
      return new CaseFailure({ axis: 'said', message: `no ${what} came in time${some}`, got });
    }
    const how = this.#cutByUs ? 'the case ended it' : `the target ${this.#ending === 'reset' ? 'reset' : 'closed'} it`;
    if (!this.#cutByUs && this.#unread === 0 && !this.#succeeded) this.#context.looked.inVain = true;
    const message = `a ${what} was expected, ${how}${some}`;
    // Behind a success it goes on; after a refusal it may be over.
    const cause = this.#succeeded && !this.#cutByUs ? { statement: 'CONN-ORDER', step: 'connections/many-on-one' } : {};
    return new CaseFailure({ axis: 'ended', message, got, ...cause });
  }

  #shift(n: number): Buffer {
    const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const taken = all.subarray(0, n);
    this.#chunks = n < all.length ? [all.subarray(n)] : [];
    this.#unread -= n;
    this.#flow();
    return taken;
  }

  #received(chunk: Buffer): void {
    this.transcript.add('received', chunk);
    this.#chunks.push(chunk);
    this.#unread += chunk.length;
    this.#flow();
    this.#wake();
  }

  #flow(): void {
    if (this.#unread >= Math.max(UNREAD_BYTES, this.#wanted)) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #over(how: Exclude<Ending, 'open'>): void {
    if (this.#ending !== 'open') return;
    this.#ending = how;
    if (!this.#cutByUs && this.#opened) this.transcript.add(how);
    this.#wake();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** Something came, it ended, or the patience is over. */
  #change(patience: Patience): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stop();
        this.#waiters.delete(done);
        resolve();
      };
      const stop = patience.count(done);
      this.#waiters.add(done);
    });
  }

  /** How long a wait may be: what is asked for, and never past the end of the case. */
  #bound(withinMs: number | undefined): number {
    return Math.max(0, Math.min(withinMs ?? this.#context.replyMs, this.#context.deadlineMs - performance.now()));
  }
}
