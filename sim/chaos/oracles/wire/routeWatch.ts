import { Command } from '../../../../src/protocol/command.ts';
import { decodeSaddrsReply, decodeSaddrsRequest } from '../../../../src/protocol/saddrs.ts';
import type { Exchange, ExchangeWatch } from './exchange.ts';

/** What a tracker said about a user's group. */
export interface RouteAnswer {
  readonly userid: string;
  readonly group: string;
  readonly server: string;
  readonly atMs: number;
}

/** Notes what trackers say, each thing once. */
export class RouteWatch implements ExchangeWatch {
  readonly answers: RouteAnswer[] = [];
  readonly #known = new Set<string>();

  replied({ request, body, reply, replyBody, repliedMs = 0, sides }: Exchange): void {
    if (request.command !== Command.saddrs || reply?.status !== 0 || replyBody === undefined) return;
    const { userid } = decodeSaddrsRequest(body);
    const { group } = decodeSaddrsReply(replyBody);
    const key = `${group}\0${userid}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.answers.push({ userid, group, server: sides.server.name, atMs: repliedMs });
  }
}
