import type { Log } from '../../host/log.ts';
import { StoreError } from '../storeError.ts';
import { adviceFor, type MysqlSchema } from './advice.ts';
import { formatMysqlAddress, type MysqlAddress, parseMysqlAddress } from './mysqlAddress.ts';
import type { MysqlConfig } from './mysqlConfig.ts';
import { type MysqlLogin, MysqlSession, type MysqlTimeouts } from './mysqlSession.ts';
import { serverErrorOf } from './statementFailure.ts';

/**
 * The addresses of a database. One of them is in use; when it fails the next one is, and behind the last the first.
 * Spec: DB-FAILOVER.
 */
export class AddressRing {
  readonly #addresses: readonly MysqlAddress[];
  readonly #login: MysqlLogin;
  readonly #schema: MysqlSchema;
  readonly #timeouts: MysqlTimeouts;
  readonly #log: Log;
  /** Those that failed when they were tried last; so an outage is logged once. */
  readonly #failing = new Set<MysqlAddress>();
  #current = 0;

  /** Throws a `StoreError` for an address that is none. */
  constructor(config: MysqlConfig, schema: MysqlSchema, log: Log) {
    this.#addresses = config.addresses.map((text) => {
      const address = parseMysqlAddress(text);
      if (address !== undefined) return address;
      throw new StoreError('failed', `"${text}" is no address of a database: host, host:port or /path/of/a.sock`);
    });
    this.#login = { user: config.user, password: config.password, database: schema.database };
    this.#schema = schema;
    this.#timeouts = config;
    this.#log = log;
  }

  get size(): number {
    return this.#addresses.length;
  }

  /**
   * A session at the address in use, or else at the first one behind it that answers. Rejects with a `StoreError`
   * that names all addresses when none does.
   */
  async connect(): Promise<MysqlSession> {
    const start = this.#current;
    const order = [...this.#addresses.keys()].map((step) => (start + step) % this.#addresses.length);
    const reasons: string[] = [];
    let advice = 'check mysql_addrs and that a server runs there';
    for (const index of order) {
      const address = this.#addresses[index];
      if (address === undefined) continue;
      try {
        const session = await MysqlSession.open(address, this.#login, this.#timeouts);
        this.#current = index;
        if (this.#failing.delete(address)) this.#log.info('database back', this.#fields(address));
        return session;
      } catch (error) {
        const reason = reasonOf(error);
        reasons.push(`${formatMysqlAddress(address)}: ${reason}`);
        advice = adviceFor(serverErrorOf(error), this.#schema) ?? advice;
        if (!this.#failing.has(address)) {
          this.#failing.add(address);
          this.#log.warn('database address failed', { ...this.#fields(address), reason });
        }
      }
    }
    throw new StoreError(
      'failed',
      `cannot reach the database ${this.#schema.database} (${reasons.join('; ')}); ${advice}`,
    );
  }

  /** New sessions go to the next address from now on, if this one is in use. */
  leave(address: MysqlAddress): void {
    if (this.#addresses[this.#current] === address) this.#current = (this.#current + 1) % this.#addresses.length;
  }

  #fields(address: MysqlAddress): { database: string; address: string } {
    return { database: this.#schema.database, address: formatMysqlAddress(address) };
  }
}

/** A name with several IP addresses fails with an error for each of them and no text of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
