import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Pace } from './measurement.ts';
import { PARTS, type PartName } from './parts.ts';

/** What a benchmark is told. */
export interface BenchOptions {
  readonly parts: readonly PartName[];
  readonly pace: Pace;
  /** The folder of the tables. */
  readonly out: string;
  /** Whether the daemons use a MariaDB instead of their embedded database. */
  readonly mariadb: boolean;
}

/** What the command line says is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const NAMES = Object.keys(PARTS) as PartName[];
const OUT = join(import.meta.dirname, 'results');
const PACE: Pace = { rounds: 5, windowMs: 800 };
const QUICK: Pace = { rounds: 1, windowMs: 200 };

export const HELP = `Usage: npm run bench -- [PART…] [options]
       npm run bench sim

Measures the whole system with real processes on this machine, side by side with what can be had at best: the same
requests to a bare Node server that answers without any work, the same bytes through it (the loopback pipe), the same
file from nginx. They take turns, round after round; the table has the median of the rounds and the median of the
ratios within a round, the processor time of the servers for each request, and whether a goal was reached.

Parts, all unless given: ${NAMES.join(', ')}
  npm run bench sim measures the simulator instead.

Options:
  --only LIST   the same as naming parts: --only ids,http
  --quick       one short round: shows that everything runs, the numbers are rough
  --mariadb     the daemons use a MariaDB that is started for it, instead of their embedded database; it is that
                of the tests, on the disk, which syncs its log once a second: uploads are not quite durable then
  --out DIR     where benchmarks.md and benchmarks.json go; bench/results unless given
  --help        this text

Takes about eight minutes, and two free processors: what else runs on the machine shows in the numbers. Files are
kept in memory (/dev/shm, 3 GiB) and, where durability is measured, in the folder for temporary files (TMPDIR). nginx is
installed by apt-get when it is missing and this is root on Debian (TNV_TEST_SERVICES=skip prevents it); without it
its column stays empty.

Exit codes: 0 measured (whether goals were reached or not), 1 it could not run, 2 wrong options, 130 ended by Ctrl-C.
`;

/** Reads the command line; `help` when that is all that is asked for. Throws a `UsageError`. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const named = [...positionals, ...(values.only ?? '').split(',')].filter((name) => name !== '');
  const unknown = named.find((name) => !isPart(name));
  if (unknown !== undefined) throw new UsageError(`there is no part ${unknown}; there are: ${NAMES.join(', ')}`);
  return {
    parts: named.length === 0 ? NAMES : NAMES.filter((name) => named.includes(name)),
    pace: values.quick === true ? QUICK : PACE,
    out: values.out ?? OUT,
    mariadb: values.mariadb === true,
  };
}

function isPart(name: string): name is PartName {
  return Object.hasOwn(PARTS, name);
}

function parse(args: readonly string[]) {
  try {
    const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const;
    const options = { only: text, out: text, quick: flag, mariadb: flag, help: { ...flag, short: 'h' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
