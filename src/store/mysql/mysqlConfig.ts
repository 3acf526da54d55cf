/** How to reach a MySQL or MariaDB, and how long to wait for it. */
export interface MysqlConfig {
  /**
   * Where servers with the same data are: `host`, `host:port`, `[ipv6]:port` or the path of a unix socket. Tried
   * in turn: a server is used until it fails, then the next one.
   */
  readonly addresses: readonly string[];
  readonly user: string;
  readonly password: string;
  /** For a connection to one address, its login included. */
  readonly connectTimeoutMs: number;
  /** For the answer to a statement, and for a free connection when all are busy. */
  readonly rwTimeoutMs: number;
  /** Most connections at a time. */
  readonly connectionsMax: number;
  /** A connection that was not used for so long is closed. */
  readonly idleTimeoutMs: number;
}
