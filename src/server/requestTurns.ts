import type { Timer, Timers } from '../host/timers.ts';
import { REQUESTS_A_TURN, RESUMED_A_TURN } from './limits.ts';

/**
 * Turns of the event loop, shared by all connections of a server: so many requests are answered in one, then the system is asked
 * what has come meanwhile. Node accepts one connection a turn, so that long ones would keep newcomers out, too. Connections
 * that have more requests wait; peers take turns, however many connections each of them has. Spec: CONN-FAIR.
 */
export class RequestTurns {
  readonly #timers: Timers;
  #left = REQUESTS_A_TURN;
  #turning: Timer | undefined;
  /** Connections that wait, by peer, the longest first; the peer whose turn is next first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** A request of `peer` was answered: undefined when its connection may go on, otherwise resolves when it may. */
  answered(peer: string): Promise<void> | undefined {
    this.#endTurn();
    if (--this.#left > 0) return undefined;
    return new Promise((resolve) => {
      const others = this.#waiting.get(peer);
      if (others === undefined) this.#waiting.set(peer, [resolve]);
      else others.push(resolve);
    });
  }

  /** No connection is left. */
  stop(): void {
    this.#turning?.cancel();
    this.#turning = undefined;
  }

  #endTurn(): void {
    this.#turning ??= this.#timers.after(0, () => {
      this.#turning = undefined;
      this.#left = REQUESTS_A_TURN;
      for (let resumed = 0; resumed < RESUMED_A_TURN && this.#waiting.size > 0; resumed++) this.#resumeOne();
      if (this.#waiting.size > 0) this.#endTurn();
    });
  }

  #resumeOne(): void {
    for (const [peer, connections] of this.#waiting) {
      this.#waiting.delete(peer);
      connections.shift()?.();
      if (connections.length > 0) this.#waiting.set(peer, connections);
      return;
    }
  }
}
