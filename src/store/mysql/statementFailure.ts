import type { QueryError } from 'mysql2';

/**
 * Why a statement failed.
 * - `duplicate`: a row with this key is there already.
 * - `conflict`: undone by the server, because others were at the same rows; trying again helps.
 * - `blocked`: undone by the server, because somebody held a row for too long.
 * - `unfit`: this server takes no such statement now; nothing was done, and another server may take it.
 * - `refused`: the server would not do it; nothing was done.
 * - `doubtful`: the server reported an error that may come after the change was made.
 * - `lost`: the connection is gone before the answer came.
 * - `timeout`: the answer did not come in time; the connection was cut.
 */
export type FailureKind = 'duplicate' | 'conflict' | 'blocked' | 'unfit' | 'refused' | 'doubtful' | 'lost' | 'timeout';

/** The same key twice, by number or by name. */
const DUPLICATE = new Set([1062, 1586]);
/** Deadlock (also: lost against another node of a cluster), row changed since it was read. */
const CONFLICT = new Set([1213, 1020]);
/** Lock wait timeout. */
const BLOCKED = new Set([1205]);
/** Read-only (options, mode, transaction), node not ready, offline mode. */
const UNFIT = new Set([1290, 1836, 1792, 1047, 3032]);
/** Shutdown, query or connection killed, error while committing or writing the binary log or in a commit hook. */
const DOUBTFUL = new Set([1053, 1317, 1927, 1180, 1026, 1598, 3100]);

/** A statement that did not end well on its connection. */
export class StatementFailure extends Error {
  override readonly name = 'StatementFailure';
  readonly kind: FailureKind;
  /** False when the server was not asked to execute it yet: nothing was done then. */
  readonly sent: boolean;
  /** The server's error number; undefined when it was not the server that reported. */
  readonly serverError: number | undefined;

  constructor(kind: FailureKind, sent: boolean, message: string, serverError?: number, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.sent = sent;
    this.serverError = serverError;
  }
}

/** Judges an error of the driver. */
export function statementFailure(error: QueryError, sent: boolean): StatementFailure {
  const serverError = serverErrorOf(error);
  const kind = serverError === undefined ? 'lost' : kindOf(serverError);
  return new StatementFailure(kind, sent, error.message, serverError, { cause: error });
}

function kindOf(serverError: number): FailureKind {
  if (DUPLICATE.has(serverError)) return 'duplicate';
  if (CONFLICT.has(serverError)) return 'conflict';
  if (BLOCKED.has(serverError)) return 'blocked';
  if (UNFIT.has(serverError)) return 'unfit';
  return DOUBTFUL.has(serverError) ? 'doubtful' : 'refused';
}

/** The number that the server sent; undefined for an error of the connection. */
export function serverErrorOf(error: unknown): number | undefined {
  const { errno, sqlState } = error as Partial<QueryError>;
  return sqlState === undefined ? undefined : errno;
}
