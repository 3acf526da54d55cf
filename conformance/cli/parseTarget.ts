import { CommandForms } from '../program/commandForms.ts';
import { parseAddress } from '../runner/address.ts';
import type { Target } from '../runner/target.ts';
import { seconds } from './options.ts';

/** The options that say what is judged. */
export interface TargetValues {
  readonly tracker?: readonly string[] | undefined;
  readonly id?: readonly string[] | undefined;
  readonly storage?: readonly string[] | undefined;
  readonly http?: string | undefined;
  readonly 'storage-joins'?: readonly string[] | undefined;
  readonly 'id-at'?: readonly string[] | undefined;
  readonly client?: readonly string[] | undefined;
  readonly patience?: string | undefined;
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
  const patience = values.patience;
  const interval = values['check-interval'];
  if (idAt !== undefined && joins === undefined) throw new RangeError('--id-at goes with --storage-joins');
  return {
    tracker: addresses(values.tracker, 'tracker'),
    id: addresses(values.id, 'id'),
    storage: addresses(values.storage, 'storage'),
    ...(values.http !== undefined && { http: root(values.http) }),
    ...(joins !== undefined && {
      joins: { trackers: addresses(joins, 'storage-joins'), ids: addresses(idAt, 'id-at') },
    }),
    ...(values.client !== undefined && { client: commandLines(values.client) }),
    ...(patience !== undefined && { patienceMs: seconds(patience, 'patience') }),
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

/** The command lines of a client, which must make sense. */
function commandLines(lines: readonly string[]): readonly string[] {
  try {
    CommandForms.parse(lines, process.cwd());
  } catch (error) {
    throw new RangeError(`--client: ${(error as Error).message}`);
  }
  return lines;
}
