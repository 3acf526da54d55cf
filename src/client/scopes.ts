type Operation<T> = (signal: AbortSignal) => Promise<T>;
type LongOperation<T> = (signal: AbortSignal, onEnd: () => void) => Promise<T>;

/** The operations under way. Each has a signal that is aborted with its caller's, and when all of them are ended. */
export class Scopes {
  readonly #running = new Map<AbortController, Promise<void>>();
  #closed: { readonly reason: Error } | undefined;

  /** Runs an operation that is over when its promise settles. */
  run<T>(outer: AbortSignal | undefined, operation: Operation<T>): Promise<T> {
    return this.runUntilEnd(outer, async (signal, onEnd) => {
      try {
        return await operation(signal);
      } finally {
        onEnd();
      }
    });
  }

  /** Runs an operation that is over when it calls `onEnd`. */
  async runUntilEnd<T>(outer: AbortSignal | undefined, operation: LongOperation<T>): Promise<T> {
    if (this.#closed !== undefined) throw this.#closed.reason;
    outer?.throwIfAborted();
    const scope = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    const onAbort = (): void => scope.abort(outer?.reason);
    outer?.addEventListener('abort', onAbort);
    this.#running.set(scope, promise);
    const onEnd = (): void => {
      outer?.removeEventListener('abort', onAbort);
      this.#running.delete(scope);
      resolve();
    };
    return operation(scope.signal, onEnd);
  }

  /** Aborts every operation with `reason` and lets no new one begin. Resolves when all are over. */
  async close(reason: Error): Promise<void> {
    this.#closed ??= { reason };
    for (const scope of this.#running.keys()) scope.abort(reason);
    await Promise.all(this.#running.values());
  }
}
