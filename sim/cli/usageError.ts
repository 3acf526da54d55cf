/** What was asked for cannot be done; the message is one sentence that says why. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
