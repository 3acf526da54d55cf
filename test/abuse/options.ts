import { parseArgs } from 'node:util';

/** What a run is told. */
export interface AbuseOptions {
  /** For how long it measures. */
  readonly durationMs: number;
  readonly seed: number;
  /** Kinds of abuse; all of them unless some are named. */
  readonly only: readonly string[];
  /** Connections that one peer may have, and an idle abuser takes. */
  readonly perPeer: number;
  /** Part of a processor that abusers may use. */
  readonly share: number;
  /** Whether databases and cache are servers. */
  readonly mariadb: boolean;
  /** Where tables go as Markdown. */
  readonly markdown: string | undefined;
  /** Whether what is found is printed as one JSON object, and progress goes to the other output. */
  readonly json: boolean;
}

/** What the command line says is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MINUTES = 10;
const PER_PEER = 1_000;
const SHARE = 0.3;
const SEEDS = 2 ** 32;

/** The text of `--help`. */
export function help(kinds: readonly string[]): string {
  return `Usage: npm run abuse -- [options]

Runs a whole site (tracker, id server, two storages, gateway; a process each) and a well-behaved client that does one
small thing after another all the time: ids, SADDRS, FILESIZE, a small upload, a part of a download, a new connection,
a range over HTTP. Windows in which it is alone alternate with windows in which abusers are at work, one kind after
another. Tells how much slower it is served beside them, what the daemons used, and whether all returns to rest.

The daemons have all of the machine; the client and the abusers are on one of its processors (taskset), abusers at a
lower priority, and use no more of it than --share: what the client feels is the daemons, not the abusers' appetite. Files are in
memory where there is room. What is measured goes before everything else on the machine if root runs it. Beside "nobody" shows how much is noise.

Options:
  --minutes N     how long it measures; ${MINUTES} unless given, also a fraction (0.5)
  --seed N        what is drawn: garbage, lengths; drawn from the clock unless given, and printed
  --only KIND     one kind of abuse only; may be given more than once: ${kinds.join(', ')}
  --per-peer N    tnv_max_connections_per_peer of the daemons, which idle abusers use up; ${PER_PEER} unless given,
                  less where so many files cannot be open
  --share N       part of a processor that abusers use at most; ${SHARE} unless given
  --mariadb       on a MariaDB and a Redis of its own; on the embedded databases unless given
  --markdown FILE write the table to FILE
  --json          print what was found as JSON; progress goes to standard error
  --help          this text

Exit codes: 0 the well-behaved client was served right, within twice its usual time by the median, and all returned to
rest; 1 it was not served right, or not all returned; 2 wrong options or it could not run; 3 as 0, but something took
more than twice as long; 130 interrupted.
`;
}

/** Reads the command line; `help` when that is all that is asked for. Throws a `UsageError`. */
export function readOptions(args: readonly string[], nowMs: number, kinds: readonly string[]): AbuseOptions | 'help' {
  const values = parse(args);
  if (values.help === true) return 'help';
  const minutes = above('--minutes', values.minutes ?? String(MINUTES), 0);
  const share = above('--share', values.share ?? String(SHARE), 0);
  const perPeer = wholeFrom('--per-peer', values['per-peer'] ?? String(PER_PEER), 10);
  const seed = wholeFrom('--seed', values.seed ?? String(nowMs % SEEDS), 0);
  const only = values.only ?? [];
  for (const kind of only) {
    if (!kinds.includes(kind)) throw new UsageError(`there is no abuse ${kind}; there are: ${kinds.join(', ')}`);
  }
  return {
    ...{ durationMs: minutes * 60_000, seed, only, perPeer, share, markdown: values.markdown },
    mariadb: values.mariadb === true,
    json: values.json === true,
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const options = {
      ...{ minutes: text, seed: text, 'per-peer': text, share: text, markdown: text, mariadb: flag, json: flag },
      only: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function above(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${name} must be a number, not "${text}"`);
  if (value <= min) throw new UsageError(`${name} must be above ${min}`);
  return value;
}

function wholeFrom(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < min) {
    throw new UsageError(`${name} must be an integer from ${min} on`);
  }
  return value;
}
