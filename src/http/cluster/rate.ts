/** What is counted up, at one moment. */
export interface Counts {
  readonly atMs: number;
  readonly requests: number;
  readonly bytes: number;
}

/** What a server has to do. */
export interface Load {
  readonly requestsPerSecond: number;
  /** Open now. */
  readonly connections: number;
  /** In and out together. */
  readonly bytesPerSecond: number;
}

/** The load between two moments. Counters that went back were begun anew meanwhile. */
export function loadBetween(before: Counts, now: Counts, connections: number): Load {
  const seconds = Math.max(now.atMs - before.atMs, 1) / 1000;
  const perSecond = (earlier: number, later: number): number => {
    const more = later >= earlier ? later - earlier : later;
    return Math.round((more / seconds) * 10) / 10;
  };
  return {
    requestsPerSecond: perSecond(before.requests, now.requests),
    connections,
    bytesPerSecond: perSecond(before.bytes, now.bytes),
  };
}
