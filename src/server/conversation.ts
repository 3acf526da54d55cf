import { formatAddress } from '../host/address.ts';
import type { Connection } from '../host/connection.ts';
import type { Host } from '../host/host.ts';
import type { LogFields } from '../host/log.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { encodeFailure } from '../protocol/failure.ts';
import { decodeHead, HEAD_SIZE, type Head } from '../protocol/head.ts';
import { malformed } from '../protocol/malformed.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { ByteReader, EndOfStream } from '../wire/byteReader.ts';
import { discard } from '../wire/discard.ts';
import type { ContentCommand, ContentReply, ServerCommand, SmallCommand } from './command.ts';
import { Content } from './content.ts';
import { DISCARD_LIMITS } from './limits.ts';
import { OutcomeUnknown, refusalOf } from './refusal.ts';
import type { ServerPlan } from './server.ts';

/** What became of one request. */
interface Outcome {
  readonly reply: Buffer | ContentReply;
  /** Bytes of the body that were not read yet. */
  readonly left: bigint;
  /** What was thrown, when the reply is a refusal. */
  readonly error?: unknown;
}

/** One connection of a server, from its first request to its end: requests are answered in order. */
export class Conversation {
  readonly #host: Host;
  readonly #plan: ServerPlan;
  readonly #commands: ReadonlyMap<number, ServerCommand>;
  readonly #connection: Connection;
  readonly #peer: string;
  readonly #reader: ByteReader;
  #idle = true;
  #finishing = false;

  constructor(
    host: Host,
    plan: ServerPlan,
    commands: ReadonlyMap<number, ServerCommand>,
    connection: Connection,
  ) {
    this.#host = host;
    this.#plan = plan;
    this.#commands = commands;
    this.#connection = connection;
    this.#peer = formatAddress(connection.peer);
    this.#reader = new ByteReader(connection, host.timers);
  }

  /** Answers requests until either side has had enough. Resolves when the connection is gone; never rejects. */
  async run(): Promise<void> {
    try {
      while (!this.#finishing && (await this.#nextRequest()));
      this.#connection.end();
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !(error instanceof EndOfStream)) {
        this.#host.log.error('connection failed', { peer: this.#peer, error: error as Error });
      }
    } finally {
      this.#connection.abort();
    }
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

  /** Answers one request. False when the connection is to be ended. */
  async #nextRequest(): Promise<boolean> {
    const { limits } = this.#plan;
    if (this.#reader.buffered === 0) {
      this.#idle = true;
      if (!(await this.#reader.ready(limits.idleTimeoutMs))) return false;
    }
    this.#idle = false;
    const headBytes = this.#reader.takeNow(HEAD_SIZE) ?? (await this.#reader.take(HEAD_SIZE, limits.requestTimeoutMs));
    const head = decodeHead(headBytes);
    const startMs = this.#host.clock.monotonicMs();
    const command = this.#commands.get(head.command);
    const name = command?.name ?? `command ${head.command}`;
    let left: bigint;
    try {
      const outcome = await this.#perform(head, command);
      left = outcome.left;
      const bytes = await this.#send(outcome.reply);
      this.#logRequest(name, startMs, outcome.error, { bytes: bytes + Number(head.bodyLength - left) });
    } catch (error) {
      this.#logRequest(name, startMs, error, {});
      if (error instanceof OutcomeUnknown) return false;
      throw error;
    }
    return left === 0n || (await this.#discard(left));
  }

  async #perform(head: Head, command: ServerCommand | undefined): Promise<Outcome> {
    if (command === undefined) return this.#refusal(malformed(`unknown command ${head.command}`), head.bodyLength);
    return command.kind === 'small' ? this.#performSmall(head, command) : this.#performContent(head, command);
  }

  async #performSmall(head: Head, command: SmallCommand): Promise<Outcome> {
    const [min, max] = command.bodySizes;
    if (head.bodyLength < min || head.bodyLength > max) {
      const sizes = min === max ? `${min}` : `${min} to ${max}`;
      const error = malformed(`${command.name} has a body of ${sizes} bytes, not ${head.bodyLength}`);
      return this.#refusal(error, head.bodyLength);
    }
    const size = Number(head.bodyLength);
    const body = this.#reader.takeNow(size) ?? (await this.#reader.take(size, this.#plan.limits.requestTimeoutMs));
    try {
      const answer = command.answer(body, this.#exchange);
      return { reply: answer instanceof Promise ? await answer : answer, left: 0n };
    } catch (error) {
      return this.#refusal(error, 0n);
    }
  }

  async #performContent(head: Head, command: ContentCommand): Promise<Outcome> {
    if (head.bodyLength < command.prefixSize) {
      const error = malformed(`${command.name} has a body of at least ${command.prefixSize} bytes, not ${head.bodyLength}`);
      return this.#refusal(error, head.bodyLength);
    }
    const { requestTimeoutMs } = this.#plan.limits;
    const prefix = await this.#reader.take(command.prefixSize, requestTimeoutMs);
    const content = new Content(this.#reader, head.bodyLength - BigInt(command.prefixSize), requestTimeoutMs);
    try {
      return { reply: await command.receive(prefix, content, this.#exchange), left: content.left };
    } catch (error) {
      return this.#refusal(error, content.left);
    }
  }

  get #exchange(): { connection: Connection; peer: string } {
    return { connection: this.#connection, peer: this.#peer };
  }

  /** The reply to a request that failed; rethrows what cannot be told to the peer. */
  #refusal(error: unknown, left: bigint): Outcome {
    if (error instanceof ConnectionLost || error instanceof EndOfStream || error instanceof OutcomeUnknown) throw error;
    return { reply: encodeFailure(this.#plan.replyCommand, refusalOf(error, this.#host.hostname)), left, error };
  }

  /** Sends a reply; resolves to the bytes of its body. */
  async #send(reply: Buffer | ContentReply): Promise<number> {
    if (Buffer.isBuffer(reply)) {
      await this.#connection.write(reply);
      return reply.length - HEAD_SIZE;
    }
    await reply.send(this.#connection);
    return reply.contentSize;
  }

  /** Reads what is left of a refused body. False when the connection cannot be brought in step. */
  async #discard(left: bigint): Promise<boolean> {
    if (left < 0n) return false;
    return discard(this.#reader, left, DISCARD_LIMITS, this.#host.clock);
  }

  #logRequest(command: string, startMs: number, error: unknown, fields: LogFields): void {
    const { log, clock } = this.#host;
    const ms = Math.round((clock.monotonicMs() - startMs) * 1000) / 1000;
    const line = { peer: this.#peer, command, ms, ...fields };
    if (error === undefined) {
      log.info('request', { ...line, outcome: 'ok' });
    } else if (error instanceof TnvError) {
      log.info('request', { ...line, outcome: error.errorNumber, why: error.message });
    } else if (error instanceof ConnectionLost || error instanceof EndOfStream) {
      log.info('request', { ...line, outcome: 'cut off', why: error.message });
    } else {
      log.error('request', { ...line, outcome: 'failed', error: error as Error });
    }
  }
}
