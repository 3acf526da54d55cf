import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { formatAddress } from '../address.ts';
import type { Clock } from '../clock.ts';
import { Gate, type GateWatch } from '../gate.ts';
import type { HttpHandler, HttpLimits } from '../http.ts';
import type { Log } from '../log.ts';
import type { Timers } from '../timers.ts';
import { socketAddress } from './address.ts';
import { HttpAnswer, hostRequest } from './httpAnswer.ts';

/** How often Node looks for requests whose head takes too long. */
const CHECK_INTERVAL_MS = 1000;
/** Requests of a connection that may wait for their answers: each costs something, and browsers send one. Spec: HTTP-LIMITS. */
const UNANSWERED_MAX = 16;

/** Node's HTTP server, answering by an `HttpHandler`. Its connections may come from anywhere. */
export class HttpServer {
  /** Gets connections by listening or by `emit('connection', stream)`. */
  readonly server: Server;
  readonly #handler: HttpHandler;
  readonly #gate: Gate<Socket>;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #log: Log;
  /** Open connections, and how many of their requests are being answered. */
  readonly #underWay = new Map<Socket, number>();
  #finishing: (() => void) | undefined;

  constructor(limits: HttpLimits, handler: HttpHandler, clock: Clock, timers: Timers, log: Log, watch?: GateWatch) {
    this.#handler = handler;
    this.#clock = clock;
    this.#timers = timers;
    this.#log = log;
    this.server = createServer(
      {
        keepAlive: true,
        noDelay: true,
        headersTimeout: limits.headTimeoutMs,
        // A long upload takes its time; whoever reads a body sees to it that it goes on.
        requestTimeout: 0,
        keepAliveTimeout: limits.idleTimeoutMs,
        connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, limits.headTimeoutMs),
      },
      (request, response) => this.#answer(request, response, () => {}),
    );
    // A peer that asks before it sends its body hears of a refusal without having sent it.
    this.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
      this.#answer(request, response, () => response.writeContinue()),
    );
    // Node's own takes a connection for idle as soon as its answer was ended, and would cut what is not sent of it;
    // `finish` ends the idle ones.
    this.server.closeIdleConnections = () => {};
    this.server.on('connection', (socket) => this.#add(socket));
    this.#gate = new Gate(limits, clock, (socket) => socket.destroy(), watch);
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#gate.size;
  }

  /** Ends idle connections, and each other one after the requests under way. Resolves when all are closed. */
  finish(): Promise<void> {
    return new Promise((resolve) => {
      this.#finishing = resolve;
      for (const [socket, count] of this.#underWay) if (count === 0) socket.destroy();
      if (this.#underWay.size === 0) resolve();
    });
  }

  /** Cuts all connections, whatever is under way on them. */
  cut(): void {
    for (const socket of this.#underWay.keys()) socket.destroy();
  }

  #add(socket: Socket): void {
    if (this.#gate.enter(socket, socketAddress(socket.remoteAddress, socket.remotePort).host) !== undefined) {
      socket.destroy();
      return;
    }
    this.#underWay.set(socket, 0);
    socket.once('close', () => {
      this.#gate.leave(socket);
      this.#underWay.delete(socket);
      if (this.#underWay.size === 0) this.#finishing?.();
    });
    if (this.#finishing !== undefined) socket.destroy();
  }

  #answer(request: IncomingMessage, response: ServerResponse, onBodyWanted: () => void): void {
    const { socket } = request;
    this.#gate.heard(socket);
    const unanswered = (this.#underWay.get(socket) ?? 0) + 1;
    if (unanswered > UNANSWERED_MAX && !socket.destroyed) {
      this.#gate.misbehaved(socket);
      stopParsing(socket);
      socket.destroy();
    }
    if (socket.destroyed) return;
    const gone = new AbortController();
    const answer = new HttpAnswer(request, response, this.#clock, this.#timers);
    this.#underWay.set(socket, unanswered);
    response.shouldKeepAlive &&= this.#finishing === undefined;
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
      this.#answered(socket);
    });
    const peer = formatAddress(socketAddress(socket.remoteAddress, socket.remotePort));
    this.#handler(hostRequest(request, peer, gone.signal, onBodyWanted), answer).then(
      () => this.#check(answer, new Error('the handler ended neither the answer nor the connection')),
      (error: unknown) => this.#check(answer, error),
    );
  }

  #answered(socket: Socket): void {
    const count = this.#underWay.get(socket);
    if (count === undefined) return;
    this.#underWay.set(socket, count - 1);
    if (this.#finishing !== undefined && count === 1) socket.destroySoon();
  }

  /** Makes sure that a handler left nothing half done. */
  #check(answer: HttpAnswer, error: unknown): void {
    if (answer.over) return;
    this.#log.error('http handler failed', { error: error instanceof Error ? error : new Error(String(error)) });
    if (answer.headSent) {
      answer.abort();
    } else {
      answer.head(500, { 'content-length': 0 });
      answer.end();
    }
  }
}

/** What stops a parser of Node behind a request: as if another protocol followed. */
const UPGRADED = 2;

/**
 * Makes nothing of the further requests that have come with this one. Node makes a request and an answer of each of
 * the thousands that fit what it reads at once, also when the connection was destroyed by the first, and then an error with its
 * stack for each: tens of milliseconds in which nobody else is served.
 */
function stopParsing(socket: Socket & { readonly parser?: { onIncoming: () => number } | null }): void {
  if (socket.parser) socket.parser.onIncoming = () => UPGRADED;
}
