import { formatAddress } from '../../../../src/host/address.ts';
import { Command } from '../../../../src/protocol/command.ts';
import { decodeFailure } from '../../../../src/protocol/failure.ts';
import { decodeJoinRequest, JOIN_BODY_SIZE, type JoinRequest } from '../../../../src/protocol/join.ts';
import { decodeSaddrsReply } from '../../../../src/protocol/saddrs.ts';
import { TnvError } from '../../../../src/protocol/tnvError.ts';
import { seconds } from '../entries.ts';
import type { Exchange, ExchangeWatch, Sides } from './exchange.ts';

/** What one process of a tracker has heard of one storage. */
interface Heard {
  readonly group: string;
  /** The connection of its last JOIN. */
  readonly sides: Sides;
  /** When it cannot have beaten later, as far as this process has read. */
  beatenUntilMs: number;
  /** When it has beaten for certain since its last JOIN: the moment the BEAT arrived. */
  beatenSinceMs: number | undefined;
  /** When that BEAT was replied to. */
  knownMs: number;
}

const ADDRESSES_MAX = 3;
/** Clocks are exact in the simulation; moments are rounded. */
const SLACK_MS = 1;

/**
 * Judges every answer to SADDRS by the JOINs and BEATs that this process of the tracker has got: at most three
 * addresses, each once, all of the group that is named, all of storages whose last BEAT is younger than the check
 * interval; and none of those left out while there is room. A storage must listen when it joins.
 * Spec: SADDRS-ACTIVE, TRACKER-STATES, TRACKER-MONOTONIC, STORAGE-READY.
 */
export class StorageWatch implements ExchangeWatch {
  readonly #checkActiveIntervalMs: number;
  readonly #complain: (statement: string, story: string) => void;
  readonly #heard = new WeakMap<object, Map<string, Heard>>();
  readonly #joined = new WeakMap<Sides, string>();

  constructor(checkActiveIntervalMs: number, complain: (statement: string, story: string) => void) {
    this.#checkActiveIntervalMs = checkActiveIntervalMs;
    this.#complain = complain;
  }

  begun(exchange: Exchange): void {
    const join = joinOf(exchange);
    if (join === undefined) return;
    const { client, server } = exchange.sides;
    if (client.stack?.listenerAt(client.ip, join.port) !== undefined) return;
    this.#complain('STORAGE-READY', `${client.name} joined ${server.name} before it listened at port ${join.port}`);
  }

  arrived(exchange: Exchange): void {
    const { sides, arrivedMs = 0 } = exchange;
    const join = joinOf(exchange);
    const table = this.#tableOf(sides);
    if (join !== undefined) {
      const address = formatAddress({ host: sides.client.ip, port: join.port });
      this.#joined.set(sides, address);
      const beatenUntilMs = table.get(address)?.beatenUntilMs ?? Number.NEGATIVE_INFINITY;
      table.set(address, { group: join.group, sides, beatenUntilMs, beatenSinceMs: undefined, knownMs: Infinity });
    } else if (exchange.request.command === Command.beat) {
      const heard = table.get(this.#joined.get(sides) ?? '');
      if (heard !== undefined) heard.beatenUntilMs = Math.max(heard.beatenUntilMs, arrivedMs);
    }
  }

  replied(exchange: Exchange): void {
    const { request, reply, sides, arrivedMs = 0, repliedMs = 0 } = exchange;
    if (request.command === Command.saddrs && reply?.status !== 0) this.#judgeRefusal(exchange);
    if (reply?.status !== 0) return;
    if (request.command === Command.saddrs) this.#judge(exchange);
    if (request.command !== Command.beat) return;
    const heard = this.#tableOf(sides).get(this.#joined.get(sides) ?? '');
    if (heard === undefined) return;
    heard.beatenUntilMs = Math.max(heard.beatenUntilMs, repliedMs);
    if (heard.sides !== sides) return;
    heard.beatenSinceMs = arrivedMs;
    heard.knownMs = repliedMs;
  }

  #judge({ sides, replyBody, arrivedMs = 0, repliedMs = 0 }: Exchange): void {
    if (replyBody === undefined) return;
    const { group, addresses } = decodeSaddrsReply(replyBody);
    const table = this.#tableOf(sides);
    const complain = (statement: string, what: string): void => {
      this.#complain(
        statement,
        `${sides.server.name} answered ${sides.client.name} with ${group} ${addresses.join(';')}: ${what}`,
      );
    };
    if (addresses.length === 0 || addresses.length > ADDRESSES_MAX)
      complain('SADDRS-ACTIVE', `${addresses.length} addresses`);
    if (new Set(addresses).size < addresses.length) complain('SADDRS-ACTIVE', 'an address comes twice');
    const oldestMs = arrivedMs - this.#checkActiveIntervalMs - SLACK_MS;
    for (const address of addresses) {
      const heard = table.get(address);
      if (heard === undefined) complain('SADDRS-ACTIVE', `no storage at ${address} has joined it`);
      else if (heard.group !== group) complain('SADDRS-ACTIVE', `${address} joined ${heard.group}`);
      else if (heard.beatenUntilMs < oldestMs) {
        const last = Number.isFinite(heard.beatenUntilMs)
          ? `its last BEAT was at ${seconds(heard.beatenUntilMs)}`
          : 'it has never beaten';
        complain('SADDRS-ACTIVE', `${address} is not ACTIVE: ${last}`);
      }
    }
    if (addresses.length >= ADDRESSES_MAX) return;
    for (const [address, heard] of table) {
      if (heard.group !== group || addresses.includes(address) || heard.beatenSinceMs === undefined) continue;
      if (this.#isActive(heard, arrivedMs, repliedMs))
        complain(
          'TRACKER-STATES',
          `${address} is left out although its last BEAT was at ${seconds(heard.beatenSinceMs)}`,
        );
    }
  }

  /** A refusal because nobody is ACTIVE must be true. */
  #judgeRefusal({ sides, replyBody, arrivedMs = 0, repliedMs = 0 }: Exchange): void {
    if (replyBody === undefined) return;
    const { description } = decodeFailure(replyBody);
    const refused = /\b(?:no storage of group "(.*)" is active|no group has an active storage)$/.exec(description);
    if (refused === null) return;
    const group = refused[1];
    for (const [address, heard] of this.#tableOf(sides)) {
      if ((group !== undefined && heard.group !== group) || !this.#isActive(heard, arrivedMs, repliedMs)) continue;
      const beat = `the last BEAT of ${address} was at ${seconds(heard.beatenSinceMs ?? 0)}`;
      this.#complain('TRACKER-STATES', `${sides.server.name} said "${description}", although ${beat}`);
    }
  }

  /** Whether a storage was ACTIVE for certain from the moment a request arrived to the one it was replied to. */
  #isActive({ beatenSinceMs, knownMs }: Heard, arrivedMs: number, repliedMs: number): boolean {
    if (beatenSinceMs === undefined || knownMs > arrivedMs) return false;
    return beatenSinceMs + this.#checkActiveIntervalMs - SLACK_MS > repliedMs;
  }

  #tableOf({ process }: Sides): Map<string, Heard> {
    let table = this.#heard.get(process);
    if (table === undefined) {
      table = new Map();
      this.#heard.set(process, table);
    }
    return table;
  }
}

/** What a well-formed JOIN says. */
function joinOf({ request, body, sides }: Exchange): JoinRequest | undefined {
  if (request.command !== Command.join || sides.serverKind !== 'tracker' || body.length !== JOIN_BODY_SIZE)
    return undefined;
  try {
    return decodeJoinRequest(body);
  } catch (error) {
    if (error instanceof TnvError) return undefined;
    throw error;
  }
}
