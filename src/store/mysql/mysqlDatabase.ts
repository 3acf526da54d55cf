import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { Log } from '../../host/log.ts';
import { StoreError } from '../storeError.ts';
import { AddressRing } from './addressRing.ts';
import { adviceFor, type MysqlSchema } from './advice.ts';
import { formatMysqlAddress } from './mysqlAddress.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { MysqlPool } from './mysqlPool.ts';
import type { MysqlSession, StatementResult } from './mysqlSession.ts';
import { type FailureKind, StatementFailure } from './statementFailure.ts';

/** How often a statement is tried when it collides with others. Spec: DB-CERTIFICATION. */
const CONFLICT_TRIES = 10;

/**
 * One database: runs statements with bound parameters, each a transaction of its own, on whichever server answers.
 * Spec: DB-FAILOVER, DB-UNKNOWN, DB-QUORUM.
 */
export class MysqlDatabase {
  readonly #schema: MysqlSchema;
  readonly #ring: AddressRing;
  readonly #pool: MysqlPool;

  /** Connects to nothing yet. Throws a `StoreError` for an address that is none. */
  constructor(config: MysqlConfig, schema: MysqlSchema, log: Log) {
    this.#schema = schema;
    this.#ring = new AddressRing(config, schema, log);
    this.#pool = new MysqlPool(this.#ring, config);
  }

  /** The rows of a SELECT. Rejects with a `StoreError`, outcome `failed`. */
  async read(sql: string, values: readonly string[]): Promise<RowDataPacket[]> {
    const result = await this.#run(sql, values, false);
    if (!Array.isArray(result)) throw new Error(`not a SELECT: ${sql}`);
    return result;
  }

  /**
   * What an INSERT, UPDATE or DELETE changed, or `duplicate` when the row is there already and nothing was changed.
   * Rejects with a `StoreError`, outcome `unknown` when the change may have been made.
   */
  async change(sql: string, values: readonly string[]): Promise<ResultSetHeader | 'duplicate'> {
    const result = await this.#run(sql, values, true);
    if (Array.isArray(result)) throw new Error(`a SELECT changes nothing: ${sql}`);
    return result;
  }

  /** Ends its connections. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #run(sql: string, values: readonly string[], changes: boolean): Promise<StatementResult | 'duplicate'> {
    const tries = new Map<FailureKind, number>();
    for (;;) {
      const session = await this.#pool.take();
      try {
        const result = await session.run(sql, values);
        this.#pool.giveBack(session);
        return result;
      } catch (failure) {
        if (!(failure instanceof StatementFailure)) {
          this.#pool.drop(session);
          throw failure;
        }
        this.#settle(session, failure.kind);
        if (failure.kind === 'duplicate') return 'duplicate';
        const tried = (tries.get(failure.kind) ?? 0) + 1;
        tries.set(failure.kind, tried);
        const nothingDone = !changes || !failure.sent || !['doubtful', 'lost', 'timeout'].includes(failure.kind);
        if (!nothingDone || tried >= this.#triesOf(failure.kind)) {
          throw this.#storeError(session, failure, nothingDone ? 'failed' : 'unknown');
        }
        if (failure.kind === 'conflict') await pause(tried);
      }
    }
  }

  /** What becomes of a session after a failure on it. */
  #settle(session: MysqlSession, kind: FailureKind): void {
    if (kind === 'duplicate' || kind === 'conflict' || kind === 'blocked') {
      this.#pool.giveBack(session);
    } else {
      this.#pool.drop(session);
      if (kind !== 'refused') this.#pool.leave(session.address);
    }
  }

  /** How often a statement that surely did nothing is tried in all. A lost connection may just have been an old one. */
  #triesOf(kind: FailureKind): number {
    if (kind === 'conflict') return CONFLICT_TRIES;
    if (kind === 'unfit') return this.#ring.size;
    return kind === 'lost' || kind === 'blocked' ? 2 : 1;
  }

  #storeError(session: MysqlSession, failure: StatementFailure, outcome: 'failed' | 'unknown'): StoreError {
    const where = `the database ${this.#schema.database} at ${formatMysqlAddress(session.address)}`;
    const advice = adviceFor(failure.serverError, this.#schema);
    const message = `${where}: ${failure.message}${advice === undefined ? '' : `; ${advice}`}`;
    return new StoreError(outcome, message, { cause: failure });
  }
}

/** A moment, longer after each try and different for each, so that those who collided do not meet again. */
function pause(tried: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** tried));
}
