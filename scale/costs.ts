/** What daemons and databases were measured to cost; the numbers of spec/scale.md are reckoned from these. */
export interface Costs {
  /** When and on what. */
  readonly measured: { readonly on: string; readonly node: string; readonly mariadb: string };
  readonly tracker: {
    /** Resident, without any storage. */
    readonly idleBytes: number;
    /** Resident, for each storage that is connected and ACTIVE. */
    readonly bytesPerStorage: number;
    readonly beatMicros: number;
    readonly joinMicros: number;
    /** With the user's group in the cache. */
    readonly saddrsMicros: number;
    /** Processor time of one reply to GROUPS, for each storage in it. */
    readonly groupsMicrosPerStorage: number;
  };
  readonly id: { readonly idGetMicros: number };
  readonly database: {
    /** Bytes that a row of a file takes on the disk: the row, and its indexes. */
    readonly fileRowBytes: number;
    readonly fileIndexBytes: number;
    readonly routeRowBytes: number;
    readonly routeIndexBytes: number;
    /** Processor time of the server for the insert of a file's row, and for its look-up. */
    readonly insertMicros: number;
    readonly findMicros: number;
  };
  readonly simulation: {
    /** Storages that came back after their tracker was away for a second: the most within 10 ms, and until all were there. */
    readonly rejoinPeak: number;
    readonly rejoinMs: number;
  };
}
