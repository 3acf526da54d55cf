import { parseArgs } from 'node:util';
import { BUGS } from '../../sim/bugs/catalogue.ts';
import { RELEASES } from '../fresh/debian.ts';
import type { FreshOptions } from '../fresh/fresh.ts';

/** What the command line asks for. */
export type Asked =
  | { readonly command: 'help' }
  | { readonly command: 'up'; readonly parts: readonly string[]; readonly hosts: number | undefined }
  | { readonly command: 'test'; readonly options: TestOptions }
  | { readonly command: 'shell'; readonly host: string; readonly words: readonly string[] }
  | { readonly command: 'page' }
  | { readonly command: 'fresh'; readonly options: FreshOptions }
  | { readonly command: 'down' };

/** What `lab test` is told. */
export interface TestOptions {
  /** What is drawn: moments, victims, files. */
  readonly seed: number;
  /** Names of the tests to run; all when empty. */
  readonly only: readonly string[];
  /** Where the table of failover times goes as Markdown. */
  readonly table: string | undefined;
  /** A bug of the simulator's catalogue that is planted into the daemons. */
  readonly bug: string | undefined;
}

/** What the command line says is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const SEEDS = 2 ** 32;
const MIRROR = 'http://deb.debian.org/debian';
const TEXT = { type: 'string' } as const;
const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/** Reads the command line; `nowMs` is where a seed comes from when none is given. Throws a `UsageError`. */
export function readOptions(args: readonly string[], nowMs: number): Asked {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return { command: 'help' };
    case 'up': {
      const { values, positionals } = parse(() =>
        parseArgs({ args: rest, allowPositionals: true, options: { hosts: TEXT, ...HELP } }),
      );
      if (values.help === true) return { command: 'help' };
      const hosts = values.hosts === undefined ? undefined : integer('--hosts', values.hosts, 1, 80);
      return { command: 'up', parts: positionals, hosts };
    }
    case 'test':
      return testOptions(rest, nowMs);
    case 'shell': {
      const [host, ...words] = rest;
      if (host === '--help' || host === '-h') return { command: 'help' };
      if (host === undefined) throw new UsageError('shell wants the name of a host');
      return { command: 'shell', host, words };
    }
    case 'fresh':
      return freshOptions(rest);
    case 'page':
    case 'down':
      if (rest.some((word) => word === '--help' || word === '-h')) return { command: 'help' };
      if (rest.length > 0) throw new UsageError(`${command} takes nothing, not "${rest.join(' ')}"`);
      return { command };
    default:
      throw new UsageError(`there is no command "${command}"; there are: up, test, page, fresh, shell, down`);
  }
}

function testOptions(args: readonly string[], nowMs: number): Asked {
  const options = { seed: TEXT, only: { ...TEXT, multiple: true }, table: TEXT, bug: TEXT, ...HELP } as const;
  const { values } = parse(() => parseArgs({ args: [...args], options }));
  if (values.help === true) return { command: 'help' };
  const seed = values.seed === undefined ? nowMs % SEEDS : integer('--seed', values.seed, 0, SEEDS - 1);
  const only = (values.only ?? []).flatMap((text) => text.split(','));
  if (values.bug !== undefined && !BUGS.some(({ name }) => name === values.bug)) {
    throw new UsageError(`there is no bug ${values.bug}; there are: ${BUGS.map(({ name }) => name).join(', ')}`);
  }
  return { command: 'test', options: { seed, only, table: values.table, bug: values.bug } };
}

function freshOptions(rest: readonly string[]): Asked {
  const { values } = parse(() => parseArgs({ args: [...rest], options: { debian: TEXT, mirror: TEXT, ...HELP } }));
  if (values.help === true) return { command: 'help' };
  const release = RELEASES.find((name) => name === (values.debian ?? RELEASES[0]));
  if (release === undefined)
    throw new UsageError(`--debian must be one of ${RELEASES.join(', ')}, not "${values.debian}"`);
  const mirror = values.mirror ?? MIRROR;
  if (!URL.canParse(mirror)) throw new UsageError(`--mirror must be a URL, not "${mirror}"`);
  return { command: 'fresh', options: { release, mirror } };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} must be an integer from ${min} to ${max}, not "${text}"`);
}
