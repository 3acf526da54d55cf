import type { Address } from '../../../../src/host/address.ts';
import { Command } from '../../../../src/protocol/command.ts';
import { decodeFailure } from '../../../../src/protocol/failure.ts';
import { UPLOAD_PREFIX_SIZE } from '../../../../src/protocol/upload.ts';
import type { Machine } from '../../../machine.ts';
import { PORTS } from '../../names.ts';
import type { MachineKind } from '../../plan.ts';
import { fileOf } from './attemptWatch.ts';
import type { Exchange, ExchangeWatch, Sides } from './exchange.ts';
import { isProper } from './properRequest.ts';

/** A request that a server refused. */
export interface Refused {
  readonly client: string;
  readonly server: string;
  readonly serverKind: MachineKind;
  readonly command: number;
  /** Whether it follows its layout and makes sense. */
  readonly proper: boolean;
  /** The application it is of; undefined when it names none. */
  readonly appid: string | undefined;
  /** Bytes of content that an upload announces, else 0. */
  readonly size: number;
  /** Whether a JOIN had succeeded on its connection. */
  readonly joined: boolean;
  readonly errorNumber: number;
  readonly description: string;
  /** When its first byte was written. */
  readonly sentMs: number;
  readonly repliedMs: number;
}

/** Notes what servers refuse, and when storages tried to reach id servers. */
export class RefusalWatch implements ExchangeWatch {
  readonly refusals: Refused[] = [];
  readonly #nowMs: () => number;
  readonly #joined = new WeakSet<Sides>();
  /** By storage and address of an id server, oldest first. */
  readonly #tries = new Map<string, number[]>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether `storage` tried to reach the id server at `ip`, or asked it, from `fromMs` to `toMs`. */
  triedIdServer(storage: string, ip: string, fromMs: number, toMs: number): boolean {
    return this.#tries.get(`${storage} ${ip}`)?.some((atMs) => atMs >= fromMs && atMs <= toMs) ?? false;
  }

  /** A machine tries to connect. */
  attempted(client: Machine, { host, port }: Address): void {
    if (port === PORTS.id) this.#tried(client, host);
  }

  begun({ request, sides }: Exchange): void {
    if (request.command === Command.idGet && sides.serverKind === 'id') this.#tried(sides.client, sides.server.ip);
  }

  replied(exchange: Exchange): void {
    const { request, reply, replyBody, sides, sentMs, repliedMs = 0 } = exchange;
    if (reply?.status === 0) {
      if (request.command === Command.join) this.#joined.add(sides);
      return;
    }
    if (replyBody === undefined || replyBody.length < 2) return;
    const { errorNumber, description } = decodeFailure(replyBody);
    this.refusals.push({
      ...{ client: sides.client.name, server: sides.server.name, serverKind: sides.serverKind },
      ...{ command: request.command, proper: isProper(exchange), appid: fileOf(exchange.body)?.appid },
      size: request.command === Command.upload ? Number(request.bodyLength) - UPLOAD_PREFIX_SIZE : 0,
      ...{ joined: this.#joined.has(sides), errorNumber, description, sentMs, repliedMs },
    });
  }

  #tried(client: Sides['client'], ip: string): void {
    const key = `${client.name} ${ip}`;
    const those = this.#tries.get(key);
    if (those === undefined) this.#tries.set(key, [this.#nowMs()]);
    else those.push(this.#nowMs());
  }
}
