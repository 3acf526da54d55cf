import { encodeReply } from '../../../conformance/wire/layout.ts';
import { type Connection, rowsOf, withDatabase } from './database.ts';
import { listen, type OldServer, Refusal, type Request, textOf } from './server.ts';
import type { Settings } from './settings.ts';

const KEY_BYTES_MAX = 65;

/** What is in memory of a key. */
interface Pair {
  value: bigint;
  /** How many ids were handed out from `value` on. */
  offset: bigint;
}

/** A deployed id server. All requests wait for one lock. */
export async function startIdServer(settings: Settings): Promise<OldServer> {
  const step = BigInt(settings.number('idinc_max_step', 100));
  const pairs = new Map<string, Pair>();
  let turn: Promise<unknown> = Promise.resolve();

  const next = async (key: string): Promise<bigint> => {
    const pair = pairs.get(key);
    if (pair !== undefined && pair.offset < step) return pair.value + pair.offset++;
    const value = await withDatabase(settings, 'tnv_idsdb', (connection) => takeStep(connection, key, step));
    pairs.set(key, { value, offset: 1n });
    return value;
  };
  const inTurn = (key: string): Promise<bigint> => {
    const mine = turn.then(() => next(key));
    turn = mine.catch(() => undefined);
    return mine;
  };
  const hostname = settings.text('tnv_hostname', 'id');
  return listen(
    { part: 'id', hostname, answer: (request) => answer(request, inTurn) },
    settings.address('tnv_listen', '127.0.0.1:22000'),
  );
}

/**
 * The value of a key, which is then moved on by a step: read, then written, in one transaction that does not lock what it
 * reads. `between` is for tests that want to come in between.
 */
export async function takeStep(
  connection: Connection,
  key: string,
  step: bigint,
  between: () => Promise<void> = async () => undefined,
): Promise<bigint> {
  await connection.query('SET autocommit = 0');
  const [row] = await rowsOf(connection, 'SELECT id_value FROM t_id_gen WHERE id = ?', [key]);
  const value = BigInt(row?.id_value ?? 0);
  await between();
  if (row === undefined) {
    const sql = 'INSERT INTO t_id_gen SET id = ?, id_value = ?, create_time = now(), update_time = now()';
    await connection.query(sql, [key, String(step)]);
  } else {
    const sql = 'UPDATE t_id_gen SET id_value = ?, update_time = now() WHERE id = ?';
    await connection.query(sql, [String(value + step), key]);
  }
  // Turns committing on again, which commits.
  await connection.query('SET autocommit = 1');
  return value;
}

async function answer(request: Request, next: (key: string) => Promise<bigint>): Promise<Buffer | undefined> {
  const { command, bodyLength, incoming } = request;
  if (command !== 40) throw new Refusal(`unknown command: ${command}`);
  if (bodyLength > KEY_BYTES_MAX) throw new Refusal(`invalid body length: ${bodyLength} > ${KEY_BYTES_MAX}`);
  const body = await incoming.take(bodyLength);
  if (body === undefined) return undefined;
  const id = await next(textOf(body, 0, bodyLength));
  return encodeReply('ID_GET', { id });
}
