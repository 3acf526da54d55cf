import type { SimHost } from '../../host/simHost.ts';
import type { Kernel } from '../../kernel.ts';
import type { Prng } from '../../prng.ts';

/** What becomes of one request to a server outside the daemons. */
export interface Fate {
  /** Milliseconds from the request to the moment it takes effect; undefined when it never does. */
  readonly effectMs: number | undefined;
  /** Milliseconds to the moment its process hears of it. */
  readonly answerMs: number;
  /** What the process hears instead of the answer. */
  readonly error: Error | undefined;
}

/** What a line needs. */
export interface LineParts {
  readonly kernel: Kernel;
  readonly prng: Prng;
  readonly host: SimHost;
  /** What requests on a closed line are rejected with. */
  readonly closedError: () => Error;
  /** Told of every request that took effect though its process heard of a failure, or nothing, by what it was. */
  readonly unheard: (what: string) => void;
  /** Told when its process hears of a failure of the line or the server. */
  readonly failed: () => void;
  /** Told of those that took effect long after their process heard of a failure, or after it died. */
  readonly tardy: (what: string) => void;
}

/** Milliseconds after which nobody has to reckon with a request whose answer was lost. */
const TARDY_MS = 4_500;

/** The connections of one process to a server. Requests pass each other, as on several connections. */
export class Line {
  readonly #parts: LineParts;
  #underWay = 0;
  #closed: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  /**
   * Lets `effect` happen as `fate` says, and settles as the process hears of it. A request whose process dies
   * before it takes effect may have left by then or not; its process hears nothing any more.
   */
  ask<T>(what: string, fate: Fate, effect: () => Promise<T>): Promise<T> {
    const { kernel, prng, host, closedError, unheard, tardy } = this.#parts;
    if (this.#closed !== undefined) return Promise.reject(closedError());
    return new Promise<T>((resolve, reject) => {
      if (!host.alive) return;
      this.#underWay++;
      const { effectMs, answerMs, error } = fate;
      const answer = (delayMs: number, settle: () => void): void => {
        kernel.schedule(delayMs, () => {
          if (host.alive) host.step(() => this.#answered(settle));
          else if (error === undefined) unheard(what);
        });
      };
      if (error !== undefined) {
        answer(answerMs, () => {
          this.#parts.failed();
          reject(error);
        });
      }
      if (effectMs === undefined) return;
      kernel.schedule(effectMs, () => {
        if (!host.alive && prng.chance(0.5)) return;
        const done = effect();
        if (error !== undefined || !host.alive) {
          const late = !host.alive || effectMs > answerMs + TARDY_MS;
          done.then(
            () => {
              unheard(what);
              if (late) tardy(what);
            },
            () => {},
          );
          return;
        }
        const backMs = answerMs - effectMs;
        done.then(
          (result) => answer(backMs, () => resolve(result)),
          (failure) => answer(backMs, () => reject(failure)),
        );
      });
    });
  }

  /** Takes no more requests; resolves when those under way were answered. */
  close(): Promise<void> {
    if (this.#closed === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#closed = { promise, resolve };
      if (this.#underWay === 0) resolve();
    }
    return this.#closed.promise;
  }

  #answered(settle: () => void): void {
    this.#underWay--;
    settle();
    if (this.#underWay === 0) this.#closed?.resolve();
  }
}
