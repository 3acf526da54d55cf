import { type Address, formatAddress } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import { AllServersFailed, type FailedAttempt } from './allServersFailed.ts';
import type { ConnectionConfig } from './clientConfig.ts';
import { exchange, type Question } from './exchange.ts';
import { NotSupported } from './notSupported.ts';
import { Pool } from './pool.ts';
import { isTrouble } from './trouble.ts';
import { TroubleList } from './troubleList.ts';

/**
 * Servers that can stand in for each other. They are tried in turn, those that failed lately last, until one gives an
 * answer or a refusal that every other would give too. Spec: CLIENT-FAILOVER, LIST-NOT-SUPPORTED.
 */
export class Servers {
  readonly pool: Pool;
  readonly #requestTimeoutMs: number;
  readonly #troubles: TroubleList;

  constructor(host: Host, config: ConnectionConfig) {
    this.pool = new Pool(host, config);
    this.#requestTimeoutMs = config.requestTimeoutMs;
    this.#troubles = new TroubleList(host.clock);
  }

  /**
   * Asks one of `addresses`, each at most once. Rejects with the `TnvError` of a refusal from 400 to 499, with an
   * `AllServersFailed`, with the reason of an aborted signal. `kind` is for messages: `id server`.
   */
  ask<T>(kind: string, addresses: readonly Address[], question: Question<T>, signal?: AbortSignal): Promise<T> {
    const attempt = (address: Address): Promise<T> =>
      exchange(this.pool, address, question, this.#requestTimeoutMs, signal);
    return this.tryInTurn(kind, addresses, attempt, signal);
  }

  /** Makes `attempt` with one address after another. Rejects like `ask`, and with what else `attempt` throws. */
  async tryInTurn<T>(
    kind: string,
    addresses: readonly Address[],
    attempt: (address: Address) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const tried: FailedAttempt[] = [];
    for (const address of this.#troubles.healthyFirst(addresses)) {
      try {
        const result = await attempt(address);
        this.#troubles.clear(address);
        return result;
      } catch (error) {
        signal?.throwIfAborted();
        if (isTrouble(error)) this.#troubles.add(address);
        else this.#troubles.clear(address);
        // A server that does not know what it was asked is well; another one may know it.
        if (!isTrouble(error) && !(error instanceof NotSupported)) throw error;
        tried.push({ server: formatAddress(address), error });
      }
    }
    throw new AllServersFailed(kind, tried);
  }

  /** Remembers that a server failed after it had begun to answer. */
  failed(address: Address): void {
    this.#troubles.add(address);
  }

  /** Drops every connection; requests under way reject. Resolves when nothing is left. */
  close(): Promise<void> {
    return this.pool.close();
  }
}
