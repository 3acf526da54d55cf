/**
 * - `failed`: nothing was changed; trying again may help.
 * - `unknown`: the answer was lost, the change may have been made or not.
 */
export type StoreOutcome = 'failed' | 'unknown';

/** A database could not do what it was asked to. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly outcome: StoreOutcome;

  constructor(outcome: StoreOutcome, message: string, options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
  }
}
