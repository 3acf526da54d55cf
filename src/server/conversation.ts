import { formatAddress } from '../host/address.ts';
import { type Connection, HANDED_OVER } from '../host/connection.ts';
import type { Host } from '../host/host.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { sometimes } from '../host/probe.ts';
import { sleep } from '../host/sleep.ts';
import type { Turns } from '../host/turns.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { encodeFailure } from '../protocol/failure.ts';
import { decodeHead, HEAD_SIZE, type Head } from '../protocol/head.ts';
import { malformed } from '../protocol/malformed.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { ByteReader, EndOfStream } from '../wire/byteReader.ts';
import { discard } from '../wire/discard.ts';
import type { Pace } from '../wire/pace.ts';
import type { ContentCommand, ContentReply, Exchange, ServerCommand, SmallCommand } from './command.ts';
import { Content } from './content.ts';
import { farewell, goneSignal } from './farewell.ts';
import { DISCARD_LIMITS, FAREWELL_LIMITS, MALFORMED_INTERVAL_MS } from './limits.ts';
import { OutcomeUnknown, refusalOf } from './refusal.ts';
import type { RequestRecord } from './requestRecord.ts';
import type { RequestTurns } from './requestTurns.ts';
import type { ServerPlan } from './serverPlan.ts';
import { StallGuard } from './stallGuard.ts';

/** What the conversations of a server have in common. */
export interface ServerShared {
  readonly commands: ReadonlyMap<number, ServerCommand>;
  readonly record: RequestRecord;
  /** Of what is read only to be dropped. */
  readonly pace: Pace;
  /** At being answered. */
  readonly turns: RequestTurns;
  /** At being told that a request was malformed. */
  readonly malformed: Turns;
}

/** What became of one request. */
interface Outcome {
  readonly reply: Buffer | ContentReply;
  /** Bytes of the body that were not read yet. */
  readonly left: bigint;
  /** What was thrown, when the reply is a refusal. */
  readonly error?: unknown;
}

/** How it goes on after a request: with the next one, or not, because the connection is over or out of step. */
type Next = 'request' | 'over' | 'out of step';

/** One connection of a server, from its first request to its end: requests are answered in order. */
export class Conversation {
  readonly #host: Host;
  readonly #plan: ServerPlan;
  readonly #shared: ServerShared;
  readonly #connection: Connection;
  readonly #exchange: Exchange;
  readonly #reader: ByteReader;
  #heard: (() => void) | undefined;
  #idle = true;
  #finishing = false;
  #goneSignal: AbortSignal | undefined;

  /** `heard` is called once, when the first head is there. */
  constructor(host: Host, plan: ServerPlan, shared: ServerShared, connection: Connection, heard: () => void) {
    this.#host = host;
    this.#plan = plan;
    this.#shared = shared;
    this.#connection = new StallGuard(connection, host.timers, plan.limits.requestTimeoutMs);
    this.#exchange = { connection: this.#connection, peer: formatAddress(connection.peer) };
    this.#reader = new ByteReader(connection, host.timers);
    this.#heard = heard;
  }

  /** Answers requests until either side has had enough. Resolves when the connection is gone; never rejects. */
  async run(): Promise<void> {
    try {
      let next: Next = 'request';
      while (next === 'request' && !this.#finishing) {
        next = await this.#nextRequest();
        if (next !== 'request') break;
        const othersTurn = this.#shared.turns.answered(this.#connection.peer.host);
        if (othersTurn !== undefined) await othersTurn;
      }
      this.#idle = true;
      if (next !== 'over') {
        const limits = next === 'out of step' ? DISCARD_LIMITS : FAREWELL_LIMITS;
        await farewell(this.#connection, this.#host.timers, limits, this.#shared.pace);
      }
    } catch (error) {
      this.#logEnd(error);
    }
    this.cut();
    await this.#connection.closed;
  }

  /** Ends after the request under way; at once when there is none. */
  finish(): void {
    this.#finishing = true;
    if (this.#idle) this.cut();
  }

  /** Drops the connection. */
  cut(): void {
    this.#connection.end();
    this.#connection.abort();
  }

  /** Answers one request. Rejects when the connection broke outside of it. */
  async #nextRequest(): Promise<Next> {
    const { limits } = this.#plan;
    if (this.#reader.buffered === 0) {
      this.#idle = true;
      if (!(await this.#reader.ready(limits.idleTimeoutMs))) return 'over';
    }
    this.#idle = false;
    const headBytes = this.#reader.takeNow(HEAD_SIZE) ?? (await this.#reader.take(HEAD_SIZE, limits.requestTimeoutMs));
    const head = decodeHead(headBytes);
    this.#heard?.();
    this.#heard = undefined;
    const command = this.#shared.commands.get(head.command);
    const startMs = this.#host.clock.monotonicMs();
    const request = { peer: this.#exchange.peer, command, commandByte: head.command, startMs };
    let left: bigint;
    try {
      const performed = this.#perform(head, command);
      const outcome = performed instanceof Promise ? await performed : performed;
      left = outcome.left;
      if (isMalformed(outcome.error)) await this.#turnOfMalformed();
      const sending = this.#send(outcome.reply);
      if (sending !== HANDED_OVER) await sending;
      const bytesOut = contentSizeOf(outcome.reply);
      this.#shared.record.answered(request, Number(head.bodyLength - left), bytesOut, outcome.error);
    } catch (error) {
      this.#shared.record.cut(request, error);
      return 'over';
    }
    return left === 0n ? 'request' : this.#catchUp(left);
  }

  /** The same for all requests: each signal would be kept until the connection ends. */
  get #gone(): AbortSignal {
    this.#goneSignal ??= goneSignal(this.#connection);
    return this.#goneSignal;
  }

  /** Resolves when it is its turn to be answered; rejects with a `ConnectionLost` when the peer did not wait for it. */
  #turnOfMalformed(): Promise<void> {
    const gone = this.#gone;
    return this.#shared.malformed.take(() => sleep(this.#host.timers, MALFORMED_INTERVAL_MS, gone), gone);
  }

  #perform(head: Head, command: ServerCommand | undefined): Outcome | Promise<Outcome> {
    if (command === undefined) {
      sometimes('server.unknownCommand');
      return this.#refusal(malformed(`unknown command ${head.command}`), head.bodyLength);
    }
    return command.kind === 'small' ? this.#performSmall(head, command) : this.#performContent(head, command);
  }

  /** Synchronous where the body is there and the command answers at once. */
  #performSmall(head: Head, command: SmallCommand): Outcome | Promise<Outcome> {
    const [min, max] = command.bodySizes;
    if (head.bodyLength < min || head.bodyLength > max) {
      const sizes = min === max ? `${min}` : `${min} to ${max}`;
      const error = malformed(`${command.name} has a body of ${sizes} bytes, not ${head.bodyLength}`);
      return this.#refusal(error, head.bodyLength);
    }
    const size = Number(head.bodyLength);
    const body = this.#reader.takeNow(size);
    if (body !== undefined) return this.#answer(command, body);
    const coming = this.#reader.take(size, this.#plan.limits.requestTimeoutMs);
    return coming.then((bytes) => this.#answer(command, bytes));
  }

  #answer(command: SmallCommand, body: Buffer): Outcome | Promise<Outcome> {
    const refuse = (error: unknown): Outcome => this.#refusal(error, 0n);
    try {
      const answer = command.answer(body, this.#exchange);
      return answer instanceof Promise
        ? answer.then((reply) => ({ reply, left: 0n }), refuse)
        : { reply: answer, left: 0n };
    } catch (error) {
      return refuse(error);
    }
  }

  async #performContent(head: Head, command: ContentCommand): Promise<Outcome> {
    if (head.bodyLength < command.prefixSize) {
      const error = malformed(
        `${command.name} has a body of at least ${command.prefixSize} bytes, not ${head.bodyLength}`,
      );
      return this.#refusal(error, head.bodyLength);
    }
    const { requestTimeoutMs } = this.#plan.limits;
    const prefix = await this.#reader.take(command.prefixSize, requestTimeoutMs);
    const content = new Content(
      this.#reader,
      head.bodyLength - BigInt(command.prefixSize),
      requestTimeoutMs,
      this.#host.clock,
    );
    try {
      return { reply: await command.receive(prefix, content, this.#exchange), left: content.left };
    } catch (error) {
      if (content.broken) throw error;
      return this.#refusal(error, content.left);
    }
  }

  /** The reply to a request that failed; rethrows what cannot be told to the peer. */
  #refusal(error: unknown, left: bigint): Outcome {
    if (error instanceof OutcomeUnknown) {
      sometimes('server.outcomeUnknown');
      throw error;
    }
    return { reply: encodeFailure(this.#plan.replyCommand, refusalOf(error, this.#host.hostname)), left, error };
  }

  /** Sends a reply; resolves when it was handed over. */
  #send(reply: Buffer | ContentReply): Promise<void> {
    return Buffer.isBuffer(reply) ? this.#connection.write(reply) : reply.send(this.#connection);
  }

  /** Reads what is left of a refused body, if that can bring the connection in step again. */
  async #catchUp(left: bigint): Promise<Next> {
    if (left < 0n || left > DISCARD_LIMITS.bytesMax) {
      sometimes('server.outOfStep');
      return 'out of step';
    }
    sometimes('server.catchesUp');
    const { pace } = this.#shared;
    return (await discard(this.#reader, left, DISCARD_LIMITS, this.#host.clock, pace, this.#gone)) ? 'request' : 'over';
  }

  #logEnd(error: unknown): void {
    const { peer } = this.#exchange;
    if (error instanceof ConnectionLost || error instanceof EndOfStream) {
      this.#host.log.debug('connection lost', { peer, why: error.message });
    } else {
      this.#host.log.error('connection failed', { peer, error: error as Error });
    }
  }
}

/** Whether a request was one that no client should ever send. */
function isMalformed(error: unknown): boolean {
  return error instanceof TnvError && error.errorNumber === ErrorNumber.malformed;
}

/** Bytes of the body of a reply. */
function contentSizeOf(reply: Buffer | ContentReply): number {
  return Buffer.isBuffer(reply) ? reply.length - HEAD_SIZE : reply.contentSize;
}
