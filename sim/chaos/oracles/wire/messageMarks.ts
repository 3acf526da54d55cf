import { Command } from '../../../../src/protocol/command.ts';
import type { Mark } from '../../history.ts';
import { errorNumberOf } from './attemptWatch.ts';
import type { Exchange, ExchangeWatch } from './exchange.ts';

const NAMES = new Map<number, string>(Object.entries(Command).map(([name, code]) => [code, name.toUpperCase()]));

/** Makes a mark of every exchange: on the lane of who was asked, from its start to its reply. */
export class MessageMarks implements ExchangeWatch {
  readonly #nowMs: () => number;
  readonly #mark: (mark: Mark) => void;
  readonly #cut = new WeakSet<Exchange>();

  constructor(nowMs: () => number, mark: (mark: Mark) => void) {
    this.#nowMs = nowMs;
    this.#mark = mark;
  }

  replied(exchange: Exchange): void {
    if (this.#cut.has(exchange)) return;
    const failed = exchange.reply?.status !== 0;
    this.#add(exchange, failed ? `refused with ${errorNumberOf(exchange)}` : 'ok');
  }

  cut(exchange: Exchange): void {
    this.#cut.add(exchange);
    const arrived = exchange.arrivedMs === undefined ? 'not all of it arrived' : 'no reply';
    this.#add(exchange, exchange.reply === undefined ? arrived : 'the reply was cut');
  }

  #add({ request, sides, sentMs }: Exchange, outcome: string): void {
    const name = NAMES.get(request.command) ?? `command ${request.command}`;
    const text = `${name} from ${sides.client.name}: ${outcome}`;
    this.#mark({
      atMs: sentMs,
      untilMs: this.#nowMs(),
      lane: sides.server.name,
      from: sides.client.name,
      kind: 'message',
      text,
    });
  }
}
