import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { StoreError } from '../../storeError.ts';
import { formatMysqlAddress, type MysqlAddress } from '../mysqlAddress.ts';

/** A row, its values as texts and numbers. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A connection on which an operator's statements run, one at a time. */
export interface SqlConnection {
  readonly address: MysqlAddress;
  readonly user: string;
  /** The rows of a statement; none when it gives none. Rejects with the driver's error. */
  query(sql: string, values?: readonly (string | number)[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * A session may set its own variables without any right. Nothing is cut to fit; a table that somebody else is working
 * on is waited for that long, not for a day.
 */
const SET_UP =
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', lock_wait_timeout = 30, " +
  'innodb_lock_wait_timeout = 30';

/**
 * Connects to the first of `addresses` that answers, without choosing a database. A statement may take `timeoutMs`; as long as
 * it wants when undefined. Rejects with a `StoreError` that names each address and why.
 */
export async function openSqlConnection(
  addresses: readonly MysqlAddress[],
  login: { readonly user: string; readonly password: string },
  timeoutMs?: number,
): Promise<SqlConnection> {
  const reasons: string[] = [];
  for (const address of addresses) {
    try {
      return await connect(address, login, timeoutMs);
    } catch (error) {
      reasons.push(`${formatMysqlAddress(address)}: ${reasonOf(error)}`);
    }
  }
  throw new StoreError('failed', `cannot log in as ${login.user} (${reasons.join('; ')})`);
}

async function connect(
  address: MysqlAddress,
  login: { readonly user: string; readonly password: string },
  timeoutMs: number | undefined,
): Promise<SqlConnection> {
  const connection = await createConnection({
    ...login,
    ...('socketPath' in address ? address : { host: address.host, port: address.port }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'utf8mb4_bin',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  });
  // What happens between statements shows at the next one.
  connection.on('error', () => undefined);
  const query = async (sql: string, values: readonly (string | number)[] = []): Promise<readonly Row[]> => {
    const [rows] = await connection.query<RowDataPacket[]>({
      sql,
      values: [...values],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    return Array.isArray(rows) ? (rows as Row[]) : [];
  };
  try {
    await query(SET_UP);
  } catch (error) {
    connection.destroy();
    throw error;
  }
  return {
    address,
    user: login.user,
    query,
    async close() {
      // A server that does not answer any more is not waited for.
      connection.destroy();
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

/** A text as a literal of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
