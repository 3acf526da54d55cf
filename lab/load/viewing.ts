/** What a viewer saw. */
export interface Viewing {
  readonly bytes: number;
  readonly sha256: string;
  /** Times the picture stood still after it had begun, and for how long altogether. */
  readonly stalls: number;
  readonly stalledMs: number;
  /** Requests that failed and were made again. */
  readonly retries: number;
  /** Seconds that were still in store when least was. */
  readonly leastAheadSeconds: number;
}
