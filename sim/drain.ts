/**
 * How the promise jobs that an event caused are run before the next event:
 * - `jobs`: promise jobs and next ticks, within the same turn of the event loop. Fast; what everything needs that
 *   waits for nothing but promises, ticks and its Host, Node's HTTP server over a simulated connection included.
 * - `eventLoop`: a whole turn of the event loop, for code that also waits for `setImmediate`. Slow.
 */
export type Drain = 'jobs' | 'eventLoop';

/**
 * Runs next ticks and promise jobs until there are none. It is what Node itself calls after each callback from the
 * event loop; it has no public name. Only to be called from such a callback, not from within a promise job.
 */
export const drainJobs: () => void = (process as unknown as { _tickCallback: () => void })._tickCallback;
