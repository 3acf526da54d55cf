import { StoreError } from '../storeError.ts';
import type { AddressRing } from './addressRing.ts';
import type { MysqlAddress } from './mysqlAddress.ts';
import type { MysqlSession } from './mysqlSession.ts';

/** How many sessions, and how long they are waited for and kept. */
export interface MysqlPoolLimits {
  readonly connectionsMax: number;
  readonly rwTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

interface Idle {
  readonly session: MysqlSession;
  /** Ends the session when it is not used. */
  readonly timer: NodeJS.Timeout;
}

interface Waiter {
  readonly serve: (session: MysqlSession) => void;
  readonly fail: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/** Sessions that are used again. Whoever takes one gives it back, or drops it when it is not to be used again. */
export class MysqlPool {
  readonly #ring: AddressRing;
  readonly #limits: MysqlPoolLimits;
  /** The one that was used last is the last. */
  #idle: Idle[] = [];
  readonly #waiters = new Set<Waiter>();
  /** Sessions there are, also those being connected. */
  #count = 0;
  /** Set by `close`; called when the last session is gone. */
  #emptied: (() => void) | undefined;

  constructor(ring: AddressRing, limits: MysqlPoolLimits) {
    this.#ring = ring;
    this.#limits = limits;
  }

  /** A session to run statements on. Rejects with a `StoreError` when none can be had in time. */
  async take(): Promise<MysqlSession> {
    if (this.#emptied !== undefined) throw new StoreError('failed', 'the connections to the database are closed');
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      clearTimeout(idle.timer);
      return idle.session;
    }
    if (this.#count === this.#limits.connectionsMax) return this.#wait();
    try {
      return await this.#connect();
    } catch (error) {
      if (this.#count === 0) throw error;
      // Others have sessions, which they will give back.
      return this.#wait();
    }
  }

  /** Takes a session back that is ready for its next statement. */
  giveBack(session: MysqlSession): void {
    if (session.gone) return;
    const waiter = this.#nextWaiter();
    if (waiter !== undefined) {
      waiter.serve(session);
    } else if (this.#emptied !== undefined) {
      session.close();
    } else {
      const timer = setTimeout(() => {
        this.#unidle(session);
        session.close();
      }, this.#limits.idleTimeoutMs);
      this.#idle.push({ session, timer });
    }
  }

  /** Ends a session that is not to be used again. */
  drop(session: MysqlSession): void {
    session.destroy();
  }

  /** Ends the idle sessions at an address that failed somebody; new ones go to the next address from now on. */
  leave(address: MysqlAddress): void {
    this.#ring.leave(address);
    for (const { session } of this.#idle.filter((idle) => idle.session.address === address)) {
      this.#unidle(session);
      session.destroy();
    }
  }

  /** Ends the idle sessions now and the others when they are given back; resolves when all are gone. */
  async close(): Promise<void> {
    if (this.#emptied !== undefined) return;
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    for (const { session } of [...this.#idle]) {
      this.#unidle(session);
      session.close();
    }
    if (this.#count > 0) await emptied;
  }

  /** One more session. Its failure is everybody's when there is no session left that could serve who waits. */
  async #connect(): Promise<MysqlSession> {
    this.#count++;
    try {
      const session = await this.#ring.connect();
      session.onGone = () => this.#gone(session);
      return session;
    } catch (error) {
      this.#forget();
      if (this.#count === 0) {
        for (let waiter = this.#nextWaiter(); waiter !== undefined; waiter = this.#nextWaiter()) waiter.fail(error);
      }
      throw error;
    }
  }

  #gone(session: MysqlSession): void {
    this.#unidle(session);
    this.#forget();
    const waiter = this.#nextWaiter();
    if (waiter !== undefined) this.#connect().then(waiter.serve, waiter.fail);
  }

  #forget(): void {
    this.#count--;
    if (this.#count === 0) this.#emptied?.();
  }

  #wait(): Promise<MysqlSession> {
    return new Promise((resolve, reject) => {
      const { connectionsMax, rwTimeoutMs } = this.#limits;
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new StoreError('failed', `all ${connectionsMax} connections to the database are busy`));
      }, rwTimeoutMs);
      const waiter: Waiter = { serve: resolve, fail: reject, timer };
      this.#waiters.add(waiter);
    });
  }

  #nextWaiter(): Waiter | undefined {
    const [waiter] = this.#waiters;
    if (waiter === undefined) return undefined;
    this.#waiters.delete(waiter);
    clearTimeout(waiter.timer);
    return waiter;
  }

  #unidle(session: MysqlSession): void {
    clearTimeout(this.#idle.find((idle) => idle.session === session)?.timer);
    this.#idle = this.#idle.filter((idle) => idle.session !== session);
  }
}
