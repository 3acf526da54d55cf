import { Command } from '../../../../src/protocol/command.ts';
import { DESCRIBE_BODY_SIZE } from '../../../../src/protocol/describe.ts';
import { HEAD_SIZE, type Head, STATUS_OK } from '../../../../src/protocol/head.ts';
import { UPLOAD_PREFIX_SIZE } from '../../../../src/protocol/upload.ts';
import type { EndTap } from '../../../network/networkTap.ts';
import type { Exchange, ExchangeWatch, Sides } from './exchange.ts';
import { PacketStream } from './packetStream.ts';
import { Patience, type PatienceParts } from './patience.ts';
import { type BadReply, judgeBody, judgeHead } from './replyRules.ts';

const REQUEST_BYTES_KEPT = DESCRIBE_BODY_SIZE;
const REPLY_BYTES_KEPT = 1024 * 1024;

/** What a conversation reports to. */
export interface ConversationParts {
  readonly sides: Sides;
  readonly nowMs: () => number;
  readonly watches: readonly ExchangeWatch[];
  readonly complain: (statement: string, story: string) => void;
  /** As in `PatienceParts`; undefined when the client may wait for as long as it likes. */
  readonly patienceMs?: PatienceParts['limitMs'] | undefined;
}

/**
 * Follows one connection from outside: which requests were sent, when they had arrived, how the server replied. Every
 * reply must be well-formed and belong to a request, in order. Spec: CONN-ORDER, CONN-IN-STEP, CONN-NO-PIPELINING.
 */
export class ConversationTap {
  readonly client: EndTap;
  readonly server: EndTap;
  readonly #parts: ConversationParts;
  /** Not replied to completely, oldest first. */
  readonly #open: Exchange[] = [];
  /** Not arrived completely, oldest first. */
  readonly #onTheirWay: Exchange[] = [];
  readonly #requests: PacketStream;
  readonly #replies: PacketStream;
  readonly #patience: Patience | undefined;
  #contentBytes: number | undefined;
  #arrivedBytes = 0;
  #serverEndedMs: number | undefined;
  #replyHead: Head | undefined;
  /** The exchange whose reply is being written; undefined for a reply that nobody asked for. */
  #replyTo: Exchange | undefined;
  #replyCount = 0;
  #saidGoodbye = false;
  #refused = false;
  #complained = false;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#requests = new PacketStream({
      head: (head, startOffset) => this.#requestBegins(head, startOffset),
      prefix: (kept) => this.#requestKnown(kept),
      complete: () => {},
    });
    this.#replies = new PacketStream({
      head: (head) => this.#replyBegins(head),
      complete: (kept) => this.#replyEnds(kept),
    });
    const { nowMs, patienceMs: limitMs, sides } = parts;
    const impatient = (story: string): void =>
      this.#complain(
        'CLIENT-BOUNDED',
        `${sides.client.name} had a connection to ${sides.server.name} on which it ${story}`,
      );
    this.#patience = limitMs && new Patience({ nowMs, limitMs, complain: impatient });
    this.client = {
      written: (chunks, refused) => {
        if (refused) return;
        for (const chunk of chunks) this.#requests.push(chunk);
        this.#patience?.asked(this.#contentBytes);
      },
      arrived: () => this.#patience?.over(),
      ended: () => {},
      gone: () => this.#patience?.over(),
    };
    this.server = {
      written: (chunks) => {
        for (const chunk of chunks) this.#replies.push(chunk);
      },
      arrived: (count) => this.#arrived(count),
      ended: () => {
        this.#serverEndedMs ??= nowMs();
      },
      gone: (how) => this.#gone(how),
    };
  }

  #requestBegins(request: Head, startOffset: number): number {
    const { sides, nowMs } = this.#parts;
    const contentBytes = Number(request.bodyLength) - UPLOAD_PREFIX_SIZE;
    this.#contentBytes = request.command === Command.upload ? Math.max(0, contentBytes) : undefined;
    const endOffset = request.bodyLength < 0n ? Infinity : startOffset + HEAD_SIZE + Number(request.bodyLength);
    if (this.#open.length > 0)
      this.#complain(
        'CONN-NO-PIPELINING',
        `${sides.client.name} sent a request before the whole reply to its last one`,
      );
    if (this.#refused)
      this.#complain('CLIENT-POOL', `${sides.client.name} sent a request on a connection after it was refused there`);
    const exchange: Exchange = {
      sides,
      request,
      startOffset,
      endOffset,
      body: Buffer.alloc(0),
      sentMs: nowMs(),
      arrivedMs: undefined,
      repliedMs: undefined,
      reply: undefined,
      replyBody: undefined,
    };
    this.#open.push(exchange);
    this.#onTheirWay.push(exchange);
    // Content may come much later than what is before it.
    return request.command === Command.upload ? UPLOAD_PREFIX_SIZE : REQUEST_BYTES_KEPT;
  }

  #requestKnown(kept: Buffer): void {
    const exchange = this.#open.at(-1);
    if (exchange === undefined) return;
    exchange.body = kept;
    for (const watch of this.#parts.watches) watch.begun?.(exchange);
  }

  #arrived(count: number): void {
    this.#arrivedBytes += count;
    for (;;) {
      const [exchange] = this.#onTheirWay;
      if (exchange === undefined || exchange.endOffset > this.#arrivedBytes) return;
      this.#onTheirWay.shift();
      exchange.arrivedMs = this.#parts.nowMs();
      for (const watch of this.#parts.watches) watch.arrived?.(exchange);
    }
  }

  #replyBegins(head: Head): number {
    const { sides, nowMs } = this.#parts;
    const [exchange] = this.#open;
    const asked = exchange !== undefined && exchange.startOffset + HEAD_SIZE <= this.#arrivedBytes;
    this.#replyTo = asked ? exchange : undefined;
    this.#replyHead = head;
    if (this.#saidGoodbye)
      this.#complain('CONN-IN-STEP', `${sides.server.name} replied again after it had refused a connection`);
    if (!asked) {
      if (head.status === STATUS_OK || this.#replyCount > 0)
        this.#complain('CONN-ORDER', `${sides.server.name} sent a reply to no request`);
      this.#saidGoodbye = true;
    }
    this.#replyCount++;
    this.#report(judgeHead(head, sides.serverKind, this.#replyTo));
    if (this.#replyTo !== undefined) {
      this.#replyTo.repliedMs = nowMs();
      this.#replyTo.reply = head;
    }
    const content = head.status === STATUS_OK && this.#replyTo?.request.command === Command.download;
    return content ? 0 : REPLY_BYTES_KEPT;
  }

  #replyEnds(kept: Buffer): void {
    const head = this.#replyHead;
    const exchange = this.#replyTo;
    if (head === undefined) return;
    this.#report(judgeBody(head, kept, this.#parts.sides.server.name, exchange));
    this.#refused = head.status !== STATUS_OK;
    if (exchange === undefined) return;
    exchange.replyBody = kept;
    this.#open.shift();
    for (const watch of this.#parts.watches) watch.replied?.(exchange);
  }

  #gone(how: string): void {
    // The server may still read what had arrived, and reply in vain.
    const cutMs = this.#serverEndedMs ?? this.#parts.nowMs();
    for (const exchange of this.#open) {
      for (const watch of this.#parts.watches) watch.cut?.(exchange, how, cutMs);
    }
  }

  #report(bad: BadReply | undefined): void {
    if (bad === undefined) return;
    const { client, server } = this.#parts.sides;
    const command = this.#replyTo === undefined ? 'nothing' : `command ${this.#replyTo.request.command}`;
    this.#complain(bad.statement, `${server.name}'s reply to ${command} of ${client.name} ${bad.what}`);
  }

  /** Once a connection: one fault leads to many. */
  #complain(statement: string, story: string): void {
    if (!this.#complained) this.#parts.complain(statement, story);
    this.#complained = true;
  }
}
