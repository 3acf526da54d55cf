import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUGS } from '../../sim/bugs/catalogue.ts';

/** What a soak is told. */
export interface SoakOptions {
  /** For how long there are faults. */
  readonly durationMs: number;
  readonly seed: number;
  /** Where the log goes. */
  readonly log: string;
  /** Where each fault goes, beside what clients did meanwhile. */
  readonly timeline: string;
  /** A bug of the simulator's catalogue that is planted into the daemons. */
  readonly bug: string | undefined;
  /** Whether deployed daemons begin and are replaced by ours one by one, instead of faults. */
  readonly movesOver: boolean;
}

/** What the command line says is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `Usage: npm run soak -- [options]

Runs a whole site for a while: trackers, id servers, storages and a gateway as processes, a MariaDB and a Redis of its
own, and clients that upload, read and delete all the time. Meanwhile it kills, stops and pauses them, cuts and slows
the connections between them, fills disks, makes them read-only and moves clocks. Then it lets everything heal, and
the simulator's oracles judge what the clients saw and what the database and the volumes hold. A server that refuses a
request has to have felt a fault that excuses it: one of its own disk, of its own way to the database, and so on.

Options:
  --minutes N   how long there are faults; 30 unless given, also a fraction (0.5)
  --seed N      what is drawn: faults, targets, files; drawn from the clock unless given, and printed
  --log FILE    where faults and operations are logged, a JSON object a line; in the folder for temporary files unless given;
                beside it comes a table of the faults with what clients did meanwhile (.timeline.txt)
  --bug NAME    plant a bug into the daemons (npm run sim -- bugs --list tells which): a soak must find some of them
  --moving-over stand-ins of deployed daemons begin; ours replace them one by one instead of faults
  --help        this text

It needs mariadb-server and redis-server, and installs them as root on Debian. Faults that this machine cannot do
are skipped, which it says: file systems of their own need root; clocks need libfaketime (package faketime).

Exit codes: 0 nothing was violated, 1 something was, 2 wrong options or it could not run, 130 interrupted.
`;

const MINUTES = 30;
const SEEDS = 2 ** 32;

/** Reads the command line; `help` when that is all that is asked for. Throws a `UsageError`. */
export function readOptions(args: readonly string[], nowMs: number): SoakOptions | 'help' {
  const values = parse(args);
  if (values.help === true) return 'help';
  const minutes = numberOf('--minutes', values.minutes ?? String(MINUTES));
  if (minutes <= 0) throw new UsageError('--minutes must be above 0');
  const seed = numberOf('--seed', values.seed ?? String(nowMs % SEEDS));
  if (!Number.isSafeInteger(seed) || seed < 0) throw new UsageError('--seed must be an integer from 0 on');
  if (values.bug !== undefined && !BUGS.some(({ name }) => name === values.bug)) {
    throw new UsageError(`there is no bug ${values.bug}; there are: ${BUGS.map(({ name }) => name).join(', ')}`);
  }
  const log = values.log ?? join(tmpdir(), `tnv-soak-${seed}.jsonl`);
  const timeline = `${log.replace(/\.jsonl$/, '')}.timeline.txt`;
  return {
    durationMs: minutes * 60_000,
    seed,
    log,
    timeline,
    bug: values.bug,
    movesOver: values['moving-over'] === true,
  };
}

function parse(args: readonly string[]): {
  minutes?: string;
  seed?: string;
  log?: string;
  bug?: string;
  'moving-over'?: boolean;
  help?: boolean;
} {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const options = {
      ...{ minutes: text, seed: text, log: text, bug: text },
      ...{ 'moving-over': flag, help: { ...flag, short: 'h' } },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${name} must be a number, not "${text}"`);
  return value;
}
