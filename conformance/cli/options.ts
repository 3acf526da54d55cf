import { parseArgs } from 'node:util';
import { FORMATS, type Format } from '../report/formats.ts';
import { PROFILES, type Profile } from '../runner/profile.ts';
import type { Target } from '../runner/target.ts';
import { parseTarget } from './parseTarget.ts';

/** What the command line asks for. */
export interface Options {
  readonly target: Target;
  readonly only: readonly string[];
  readonly list: boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly profile: Profile;
  /** Path of the list of cases that are expected to fail. */
  readonly expected?: string;
  readonly hook?: string;
  readonly hookTimeoutMs: number;
  /** Paths of cases as data. */
  readonly scripts: readonly string[];
  readonly seed: number;
  readonly timeoutMs: number;
  readonly jobs: number;
  readonly format: Format;
  readonly outputs: readonly { readonly format: Format; readonly file: string }[];
  readonly coloured: boolean;
  readonly verbose: boolean;
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
  'storage-joins': { type: 'string', multiple: true },
  'id-at': { type: 'string', multiple: true },
  client: { type: 'string', multiple: true },
  patience: { type: 'string' },
  appid: { type: 'string', default: 'tnvideo' },
  userid: { type: 'string', default: 'tnv001' },
  group: { type: 'string', default: 'group001' },
  'check-interval': { type: 'string' },
  heartbeat: { type: 'string' },
  only: { type: 'string', multiple: true },
  list: { type: 'boolean' },
  profile: { type: 'string', default: 'strict' },
  expected: { type: 'string' },
  hook: { type: 'string' },
  'hook-timeout': { type: 'string', default: '60' },
  script: { type: 'string', multiple: true },
  seed: { type: 'string' },
  timeout: { type: 'string', default: '5' },
  jobs: { type: 'string', default: '4' },
  format: { type: 'string', default: 'table' },
  output: { type: 'string', multiple: true },
  'no-color': { type: 'boolean' },
  verbose: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Reads the command line. Throws a UsageError that says what is wrong. */
export function parseOptions(
  args: readonly string[],
  surroundings: { readonly nowMs: number; readonly terminal: boolean; readonly noColor: boolean },
): Options {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
    return {
      target: parseTarget(values),
      only: values.only ?? [],
      list: values.list ?? false,
      help: values.help ?? false,
      version: values.version ?? false,
      profile: profileNamed(values.profile),
      ...(values.expected !== undefined && { expected: values.expected }),
      ...(values.hook !== undefined && { hook: values.hook }),
      hookTimeoutMs: seconds(values['hook-timeout'], 'hook-timeout'),
      scripts: values.script ?? [],
      seed: values.seed === undefined ? surroundings.nowMs % 1_000_000 : whole(values.seed, 'seed'),
      timeoutMs: seconds(values.timeout, 'timeout'),
      jobs: whole(values.jobs, 'jobs', 1, 64),
      format: formatNamed(values.format),
      outputs: (values.output ?? []).map(output),
      coloured: surroundings.terminal && !surroundings.noColor && !values['no-color'],
      verbose: values.verbose ?? false,
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function profileNamed(name: string): Profile {
  const profile = Object.values(PROFILES).find((known) => known.name === name);
  if (profile === undefined)
    throw new RangeError(`--profile ${name}: it is one of ${Object.keys(PROFILES).join(', ')}`);
  return profile;
}

function formatNamed(name: string): Format {
  const format = FORMATS.find((known) => known === name);
  if (format === undefined) throw new RangeError(`--format ${name}: it is one of ${FORMATS.join(', ')}`);
  return format;
}

/** `html:report.html`. */
function output(text: string): { format: Format; file: string } {
  const [, format = '', file = ''] = /^(\w+):(.+)$/.exec(text) ?? [];
  if (file === '') throw new RangeError(`--output ${text}: FORMAT:FILE is wanted, such as html:report.html`);
  return { format: formatNamed(format), file };
}

/** A duration of a command line, in milliseconds. */
export function seconds(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new RangeError(`--${name} ${text}: seconds, more than 0 and at most 3600`);
  return value * 1000;
}

function whole(text: string, name: string, min = 0, max = 999_999_999): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
  throw new RangeError(`--${name} ${text}: a whole number from ${min} to ${max} is wanted`);
}
