import { exchange } from '../client/exchange.ts';
import { Pool } from '../client/pool.ts';
import { type Address, formatAddress } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import { ReplyCommand } from '../protocol/command.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { decodeIdGetReply, encodeIdGetRequest } from '../protocol/idGet.ts';
import { malformed } from '../protocol/malformed.ts';
import { TnvError } from '../protocol/tnvError.ts';

/** Requests under way at once; further ones wait for their turn, so that a burst of uploads is no burst of connects. */
const ASKING_MAX = 32;

/**
 * As many wait for the next request as were under way: fewer, and each burst would connect anew. The client of an upload
 * waits meanwhile: a server that says nothing may cost twice the time of a request, for a connection that had been kept and
 * for a new one.
 */
const CONNECTIONS = { connectTimeoutMs: 2_000, requestTimeoutMs: 2_500, idleTimeoutMs: 30_000, idleMax: ASKING_MAX };

/** Ids from the id servers. The one that answered last is asked first, the others when it fails. Spec: STORAGE-ID-FAILOVER. */
export class IdClient {
  readonly #host: Host;
  readonly #servers: readonly Address[];
  readonly #pool: Pool;
  readonly #lost = new Set<Address>();
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  #asking = 0;
  /** Index of the server that answered last. */
  #first = 0;

  constructor(host: Host, servers: readonly Address[]) {
    this.#host = host;
    this.#servers = servers;
    this.#pool = new Pool(host, CONNECTIONS);
  }

  /** The next id of `key`, 0 or more. Rejects with a `TnvError` unavailable when no id server gives one. */
  async next(key: string): Promise<bigint> {
    if (this.#asking < ASKING_MAX) this.#asking += 1;
    else await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    try {
      return await this.#ask(key);
    } catch (error) {
      // Those who wait would find the same, one after another: the wait is as bounded for them as for the first.
      for (const { reject } of this.#waiting.splice(0)) reject(error);
      throw error;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#asking -= 1;
      else next.resolve();
    }
  }

  /** Drops all connections; requests under way fail. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #ask(key: string): Promise<bigint> {
    const question = {
      packet: encodeIdGetRequest(key),
      replyCommand: ReplyCommand.id,
      replyBodyMax: 8,
      decode: decodeId,
    };
    const reasons: string[] = [];
    const first = this.#first;
    for (let i = 0; i < this.#servers.length; i++) {
      const at = (first + i) % this.#servers.length;
      const server = this.#servers[at];
      if (server === undefined) break;
      try {
        const id = await exchange(this.#pool, server, question, CONNECTIONS.requestTimeoutMs);
        this.#answered(server, at);
        return id;
      } catch (error) {
        reasons.push(`${formatAddress(server)}: ${(error as Error).message}`);
        this.#failed(server, error as Error);
      }
    }
    throw new TnvError(ErrorNumber.unavailable, `no id server gave an id: ${reasons.join('; ')}`);
  }

  #answered(server: Address, at: number): void {
    this.#first = at;
    if (this.#lost.size > 0) sometimes('storage.idServerPassedOver');
    if (this.#lost.delete(server)) this.#host.log.info('id server back', { server: formatAddress(server) });
  }

  #failed(server: Address, error: Error): void {
    if (this.#lost.has(server)) return;
    this.#lost.add(server);
    this.#host.log.warn('id server lost', { server: formatAddress(server), error });
  }
}

/** A negative id has no path. */
function decodeId(body: Buffer): bigint {
  const id = decodeIdGetReply(body);
  if (id < 0n) throw malformed(`${id} is no id`);
  return id;
}
