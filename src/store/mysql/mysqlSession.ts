import { connect, type Socket } from 'node:net';
import { type Connection, createConnection, type QueryError, type ResultSetHeader, type RowDataPacket } from 'mysql2';
import type { MysqlAddress } from './mysqlAddress.ts';
import { StatementFailure, serverErrorOf, statementFailure } from './statementFailure.ts';

/**
 * A node of a Galera cluster then has every statement wait until it has applied what the others had committed before;
 * elsewhere it changes nothing. Spec: DB-CAUSAL.
 */
const SEE_ALL_COMMITTED = 'SET SESSION wsrep_sync_wait = 7';
/** What a server answers to it that cannot be part of such a cluster. */
const UNKNOWN_VARIABLE = 1193;

/** Who logs in to which database. */
export interface MysqlLogin {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** How long things may take on a session. */
export interface MysqlTimeouts {
  readonly connectTimeoutMs: number;
  readonly rwTimeoutMs: number;
}

/** Rows of a SELECT; what another statement changed. */
export type StatementResult = RowDataPacket[] | ResultSetHeader;

/** One connection that is logged in and set up. It runs one statement at a time. */
export class MysqlSession {
  readonly address: MysqlAddress;
  /** Called once when the connection is gone, whoever ended it. */
  onGone: () => void = () => {};
  readonly #connection: Connection;
  readonly #socket: Socket;
  readonly #rwTimeoutMs: number;

  private constructor(address: MysqlAddress, login: MysqlLogin, timeouts: MysqlTimeouts) {
    this.address = address;
    this.#rwTimeoutMs = timeouts.rwTimeoutMs;
    // The socket is ours, for the driver's destroy() waits for the other side.
    const socket =
      'socketPath' in address
        ? connect(address.socketPath)
        : connect({ host: address.host, port: address.port, noDelay: true, keepAlive: true });
    this.#socket = socket;
    this.#connection = createConnection({
      ...login,
      ...('socketPath' in address ? address : { host: address.host, port: address.port }),
      stream: () => socket,
      // Our own timer is for the login and what follows it, too.
      connectTimeout: 0,
      charset: 'utf8mb4_bin',
      supportBigNumbers: true,
      dateStrings: true,
      multipleStatements: false,
    });
    // What happens to a statement reaches its callback; what happens between statements ends in 'close'.
    this.#connection.on('error', () => this.destroy());
    socket.once('close', () => this.onGone());
  }

  /** Connects to one address, logs in and sets the session up. Rejects with the driver's error. */
  static async open(address: MysqlAddress, login: MysqlLogin, timeouts: MysqlTimeouts): Promise<MysqlSession> {
    const session = new MysqlSession(address, login, timeouts);
    try {
      await session.#setUp(timeouts.connectTimeoutMs);
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  /**
   * Runs one statement with bound parameters, prepared once per session. Rejects with a `StatementFailure`; after
   * one of kind `lost` or `timeout` the session is gone.
   */
  run(sql: string, values: readonly string[]): Promise<StatementResult> {
    return new Promise((resolve, reject) => {
      let sent = false;
      const fail = (failure: StatementFailure): void => {
        clearTimeout(timer);
        reject(failure);
      };
      const timer = setTimeout(() => {
        this.destroy();
        fail(new StatementFailure('timeout', sent, `no answer within ${this.#rwTimeoutMs} ms`));
      }, this.#rwTimeoutMs);
      this.#connection.prepare(sql, (unprepared, statement) => {
        if (unprepared !== null) return fail(statementFailure(unprepared, sent));
        sent = true;
        statement.execute(values, (error: QueryError | null, result: StatementResult) => {
          if (error !== null) return fail(statementFailure(error, sent));
          clearTimeout(timer);
          resolve(result);
        });
      });
    });
  }

  /** True when the connection is gone. */
  get gone(): boolean {
    return this.#socket.destroyed;
  }

  /** Says good-bye and ends the connection. */
  close(): void {
    this.#connection.end();
    this.#socket.destroySoon();
  }

  /**
   * Ends the connection at once and takes back what the system has not delivered: a closed connection would still deliver it
   * when the network is mended, after somebody has relied on what is not in the database. Spec: DB-GIVEN-UP.
   */
  destroy(): void {
    const { connecting, writableEnded } = this.#socket;
    // Only an established TCP connection can be reset; before that, and on this machine, nothing waits to be delivered. One that is
    // being shut down refuses it, and Node.js then keeps its handle and never exits: the server has ended, or we have said good-bye.
    if (connecting || writableEnded || 'socketPath' in this.address) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #setUp(connectTimeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${connectTimeoutMs} ms`)), connectTimeoutMs);
      const settle = (error: QueryError | null): void => {
        clearTimeout(timer);
        if (error === null) resolve();
        else reject(error);
      };
      // Values are refused, never cut to fit; each statement commits by itself; the server gives up waiting for a
      // row before we give up waiting for the server. This isolation works with every kind of binary log.
      this.#connection.query(
        'SET SESSION autocommit = 1, innodb_lock_wait_timeout = ?, ' +
          "sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
        [lockWaitSeconds(this.#rwTimeoutMs)],
        (error) => {
          if (error !== null) return settle(error);
          this.#connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ', (refused) => {
            if (refused !== null) return settle(refused);
            this.#connection.query(SEE_ALL_COMMITTED, (unknown) =>
              settle(unknown !== null && serverErrorOf(unknown) === UNKNOWN_VARIABLE ? null : unknown),
            );
          });
        },
      );
    });
  }
}

function lockWaitSeconds(rwTimeoutMs: number): number {
  return Math.min(Math.max(Math.floor(rwTimeoutMs / 6000), 1), 10);
}
