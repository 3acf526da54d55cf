/** A timer that has been set. */
export interface Timer {
  /** Nothing happens when it has fired or was cancelled before. */
  cancel(): void;
}

/** Timers run on monotonic time. A set timer keeps the process alive until it fires or is cancelled. */
export interface Timers {
  /** Calls `fire` once, `delayMs` from now at the earliest. */
  after(delayMs: number, fire: () => void): Timer;
}
