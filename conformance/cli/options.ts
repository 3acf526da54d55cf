import { parseArgs } from 'node:util';
import { parseAddress } from '../runner/address.ts';
import type { Target } from '../runner/target.ts';

/** What the command line asks for. */
export interface Options {
  readonly target: Target;
  readonly only: readonly string[];
  readonly list: boolean;
  readonly help: boolean;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly jobs: number;
  readonly hook?: string;
}

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const OPTIONS = {
  tracker: { type: 'string', multiple: true },
  id: { type: 'string', multiple: true },
  storage: { type: 'string', multiple: true },
  http: { type: 'string' },
  'storage-joins': { type: 'string' },
  'id-at': { type: 'string' },
  client: { type: 'string', multiple: true },
  appid: { type: 'string', default: 'tnvideo' },
  userid: { type: 'string', default: 'tnv001' },
  group: { type: 'string', default: 'group001' },
  'check-interval': { type: 'string' },
  heartbeat: { type: 'string' },
  only: { type: 'string', multiple: true },
  list: { type: 'boolean' },
  seed: { type: 'string' },
  timeout: { type: 'string', default: '5' },
  jobs: { type: 'string', default: '4' },
  hook: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. Throws a UsageError that says what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
    const joins = values['storage-joins'];
    const idAt = values['id-at'];
    const target: Target = {
      tracker: (values.tracker ?? []).map(parseAddress),
      id: (values.id ?? []).map(parseAddress),
      storage: (values.storage ?? []).map(parseAddress),
      ...(values.http !== undefined && { http: values.http.replace(/\/+$/, '') }),
      ...(joins !== undefined && { joins: { tracker: parseAddress(joins), ...(idAt && { id: parseAddress(idAt) }) } }),
      ...(values.client !== undefined && { client: commandLines(values.client) }),
      appid: values.appid,
      group: values.group,
      userid: values.userid,
      ...(values['check-interval'] !== undefined && {
        checkIntervalMs: seconds(values['check-interval'], 'check-interval'),
      }),
      ...(values.heartbeat !== undefined && { heartbeatMs: seconds(values.heartbeat, 'heartbeat') }),
    };
    return {
      target,
      only: values.only ?? [],
      list: values.list ?? false,
      help: values.help ?? false,
      seed: values.seed === undefined ? Date.now() % 1_000_000 : whole(values.seed, 'seed'),
      timeoutMs: seconds(values.timeout, 'timeout'),
      jobs: whole(values.jobs, 'jobs'),
      ...(values.hook !== undefined && { hook: values.hook }),
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A command line belongs to the operation whose name is one of its words. */
function commandLines(lines: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of lines) {
    const operation = ['upload', 'download', 'filesize', 'delete', 'groups'].find((name) =>
      line.split(/\s+/).includes(name),
    );
    if (operation === undefined)
      throw new RangeError(`--client '${line}': which operation is it? Say upload='${line}'`);
    found[operation] = line;
  }
  return found;
}

function seconds(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new RangeError(`--${name} ${text}: seconds, more than 0 and at most 3600`);
  return value * 1000;
}

function whole(text: string, name: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`--${name} ${text}: a whole number is wanted`);
  return Number(text);
}
