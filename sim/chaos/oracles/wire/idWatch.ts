import { Command } from '../../../../src/protocol/command.ts';
import { decodeIdGetReply, decodeIdGetRequest } from '../../../../src/protocol/idGet.ts';
import type { Exchange, ExchangeWatch } from './exchange.ts';
import { SameText } from './sameText.ts';

/** One id that an id server handed out. */
export interface IdAnswer {
  readonly key: string;
  readonly id: bigint;
  readonly server: string;
  readonly client: string;
  readonly atMs: number;
}

/** Notes every id that is handed out, whether it reaches who asked for it or not. */
export class IdWatch implements ExchangeWatch {
  readonly answers: IdAnswer[] = [];
  readonly #keys = new SameText();

  replied({ request, body, reply, replyBody, repliedMs = 0, sides }: Exchange): void {
    if (request.command !== Command.idGet || reply?.status !== 0 || replyBody?.length !== 8) return;
    this.answers.push({
      key: this.#keys.of(decodeIdGetRequest(body)),
      id: decodeIdGetReply(replyBody),
      server: sides.server.name,
      client: sides.client.name,
      atMs: repliedMs,
    });
  }
}
