import { parseAddress } from '../runner/address.ts';
import { OPERATIONS, type Target } from '../runner/target.ts';
import { seconds } from './options.ts';

/** The options that say what is judged. */
export interface TargetValues {
  readonly tracker?: readonly string[] | undefined;
  readonly id?: readonly string[] | undefined;
  readonly storage?: readonly string[] | undefined;
  readonly http?: string | undefined;
  readonly 'storage-joins'?: string | undefined;
  readonly 'id-at'?: string | undefined;
  readonly client?: readonly string[] | undefined;
  readonly appid: string;
  readonly userid: string;
  readonly group: string;
  readonly 'check-interval'?: string | undefined;
  readonly heartbeat?: string | undefined;
}

/** The target that a command line describes. Throws a RangeError that names the option which is wrong. */
export function parseTarget(values: TargetValues): Target {
  const joins = values['storage-joins'];
  const idAt = values['id-at'];
  const interval = values['check-interval'];
  if (idAt !== undefined && joins === undefined) throw new RangeError('--id-at goes with --storage-joins');
  return {
    tracker: addresses(values.tracker, 'tracker'),
    id: addresses(values.id, 'id'),
    storage: addresses(values.storage, 'storage'),
    ...(values.http !== undefined && { http: root(values.http) }),
    ...(joins !== undefined && {
      joins: {
        tracker: address(joins, 'storage-joins'),
        ...(idAt !== undefined && { id: address(idAt, 'id-at') }),
      },
    }),
    ...(values.client !== undefined && { client: commandLines(values.client) }),
    appid: values.appid,
    group: values.group,
    userid: values.userid,
    ...(interval !== undefined && { checkIntervalMs: seconds(interval, 'check-interval') }),
    ...(values.heartbeat !== undefined && { heartbeatMs: seconds(values.heartbeat, 'heartbeat') }),
  };
}

/** An option that may be repeated, or hold a list with `;` or `,` between its addresses. */
function addresses(texts: readonly string[] | undefined, option: string) {
  return (texts ?? [])
    .flatMap((text) => text.split(/[;,]/))
    .filter((text) => text !== '')
    .map((text) => address(text, option));
}

function address(text: string, option: string) {
  try {
    return parseAddress(text.trim());
  } catch (error) {
    throw new RangeError(`--${option}: ${(error as Error).message}`);
  }
}

function root(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || url.host === '') {
    throw new RangeError(`--http ${text}: a root such as http://127.0.0.1:8080 is wanted`);
  }
  return text.replace(/\/+$/, '');
}

/** `upload=CMD`, or a command line in which the name of the operation is a word. */
function commandLines(lines: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of lines) {
    const named = OPERATIONS.find((operation) => line.startsWith(`${operation}=`));
    const operation = named ?? OPERATIONS.find((name) => line.split(/\s+/).includes(name));
    if (operation === undefined) {
      throw new RangeError(`--client '${line}': which operation is it? Say so: upload='${line}'`);
    }
    found[operation] = named === undefined ? line : line.slice(named.length + 1);
  }
  return found;
}
