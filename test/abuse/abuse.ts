import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeServiceFolder, removeServiceFolder } from '../services/serviceFolder.ts';
import type { Outcome, Plan } from './crowd/gang.ts';
import { ALL, KINDS } from './crowd/kinds.ts';
import type { CrowdQuestion } from './crowd/main.ts';
import { Helper, pinned } from './helper.ts';
import { type Measured, noMeasure, OPERATIONS, type Ports } from './load/measured.ts';
import type { AbuseOptions } from './options.ts';
import { type AbuseReport, type KindReport, spread } from './report.ts';
import { AbuseSite } from './site/abuseSite.ts';
import { filesMax } from './site/procfs.ts';
import { UsageWatch } from './usageWatch.ts';

/** Windows with abuse, and as many without, for each kind: drift of the machine meets both. One each in a short run. */
const PAIRS = 3;
const SHORT_MS = 60_000;
const WARM_UP_MS = 1_000;
/** Peers that abusers come as: together they may have as many connections as all together. */
const PEERS = 3;
/**
 * Where abusers' addresses begin. Each crowd of each run has some of its own: the system keeps the ports of closed connections for
 * a minute, and a crowd that can hardly find a free one does no harm.
 */
const NETWORKS = `127.${1 + (process.pid % 254)}`;
/** Targets, and room for everything else. */
const FILES_PER_PEER = 4 * PEERS * 1.1;
const FILES_ELSE = 2_000;
const REQUEST_TIMEOUT_SECONDS = 2;
/** Milliseconds in which everything must have returned to rest. */
const REST_MS = 60_000;
const BEGIN_MS = 20_000;
const POLL_MS = 100;
/** Longer than any window. */
const FOREVER_MS = 2 ** 31 - 1;

type Crowd = Helper<{ readonly what: CrowdQuestion }, Outcome>;
type Client = Helper<{ readonly durationMs: number }, Measured>;

/** Where a run tells what it is doing. */
export interface AbuseOutput {
  say(text: string): void;
  /** At any moment, as often as you like. */
  progress(text: string): void;
  kind(report: KindReport): void;
}

/** The kinds of abuse there are. */
export const KIND_NAMES: readonly string[] = [...Object.keys(KINDS), ALL];

/** Runs them; resolves to undefined when `interrupt` was aborted. Nothing of it is left then. */
export async function abuse(
  options: AbuseOptions,
  command: string,
  output: AbuseOutput,
  interrupt: AbortSignal,
): Promise<AbuseReport | undefined> {
  const perPeer = Math.min(options.perPeer, Math.floor((filesMax() - FILES_ELSE) / FILES_PER_PEER));
  if (perPeer < options.perPeer)
    output.say(
      `only ${filesMax()} files may be open here: ${perPeer} connections a peer instead of ${options.perPeer}`,
    );
  const limits = { connectionsMax: PEERS * perPeer, perPeer, requestTimeout: REQUEST_TIMEOUT_SECONDS };
  const folder = makeServiceFolder();
  try {
    output.progress('starting the site');
    const site = await AbuseSite.start(folder, limits, options.mariadb);
    const run = new Run(options, perPeer, site, output, interrupt);
    let found: Awaited<ReturnType<Run['all']>>;
    let deaths: string[] = [];
    try {
      found = await run.all();
      deaths = site.daemons.flatMap(({ death }) => death ?? []);
    } finally {
      const wrong = await site.stop();
      deaths.push(...wrong.map((name) => `${name} did not end as asked`));
    }
    if (found === undefined) return undefined;
    const processors = cpus();
    const where = pinned
      ? 'all of them for the daemons, one of them for the client and the abusers, too'
      : 'shared by the daemons, the client and the abusers';
    return {
      ...{ seed: options.seed, command, ...found, deaths },
      machine: `${processors.length} processors (${processors[0]?.model.trim() ?? 'unknown'}), ${where}; files ${tmpdir() === '/dev/shm' ? 'in memory' : 'on a disk'}; Node.js ${process.version}`,
      limits:
        `${limits.connectionsMax} connections, ${perPeer} of one peer, ${REQUEST_TIMEOUT_SECONDS} s for a request; ` +
        `abusers use ${options.share} of a processor at most, at a lower priority`,
    };
  } finally {
    removeServiceFolder(folder);
  }
}

class Run {
  readonly #options: AbuseOptions;
  readonly #perPeer: number;
  readonly #site: AbuseSite;
  readonly #output: AbuseOutput;
  readonly #interrupt: AbortSignal;
  readonly #ports: Ports;
  readonly #kinds: readonly string[];
  readonly #pairs: number;
  readonly #windowMs: number;
  #crowds = 0;

  constructor(options: AbuseOptions, perPeer: number, site: AbuseSite, output: AbuseOutput, interrupt: AbortSignal) {
    this.#options = options;
    this.#perPeer = perPeer;
    this.#site = site;
    this.#output = output;
    this.#interrupt = interrupt;
    const port = (name: string): number => site.of(name).port;
    this.#ports = { tracker: port('tracker'), id: port('id'), storage: port('storage1'), http: port('http') };
    this.#kinds = options.only.length > 0 ? options.only : KIND_NAMES;
    this.#pairs = options.durationMs < SHORT_MS ? 1 : PAIRS;
    this.#windowMs = options.durationMs / (this.#kinds.length * this.#pairs * 2);
  }

  /** undefined when it was interrupted. */
  async all(): Promise<{ readonly kinds: KindReport[]; readonly leaks: string[] } | undefined> {
    const client: Client = new Helper(join(import.meta.dirname, 'load/wellBehaved.ts'), this.#ports);
    const reports: KindReport[] = [];
    let initial: UsageWatch | undefined;
    try {
      this.#output.progress('warming up');
      await client.ask({ durationMs: WARM_UP_MS });
      initial = await UsageWatch.begin(this.#site.daemons);
      for (const kind of this.#kinds) {
        const report = await this.#one(kind, client);
        if (report === undefined) return undefined;
        reports.push(report);
        this.#output.kind(report);
      }
      this.#output.progress('coming to rest for good');
      const leaks = (await this.#rest(initial, true)) ? [] : await initial.excess();
      return this.#interrupt.aborted ? undefined : { kinds: reports, leaks };
    } finally {
      initial?.end();
      await client.end();
    }
  }

  async #one(kind: string, client: Client): Promise<KindReport | undefined> {
    const alone: Measured[] = [];
    const beside: Measured[] = [];
    const abusers: Outcome = { connected: 0, closed: 0, sent: 0 };
    const watch = await UsageWatch.begin(this.#site.daemons);
    try {
      for (let pair = 0; pair < this.#pairs; pair++) {
        if (this.#interrupt.aborted) return undefined;
        const progress = `${kind}, ${pair + 1} of ${this.#pairs}`;
        this.#output.progress(`${progress}: alone`);
        alone.push(await this.#measure(client));
        this.#output.progress(`${progress}: abusers begin`);
        const outcome = await this.#besideAbusers(kind, pair, async () => {
          this.#output.progress(`${progress}: beside abusers`);
          watch.abuseBegins();
          beside.push(await this.#measure(client));
          await watch.abuseEnds();
        });
        for (const what of ['connected', 'closed', 'sent'] as const) abusers[what] += outcome[what];
        this.#output.progress(`${progress}: coming to rest`);
        await this.#rest(watch);
      }
      const used = await watch.used();
      return {
        ...{ kind, abusers, used, leaks: watch.leaks() },
        fared: OPERATIONS.map((operation) => {
          const pooled = (all: readonly Measured[]) => spread(all.flatMap(({ latencies }) => latencies[operation]));
          return { operation, alone: pooled(alone), beside: pooled(beside) };
        }),
        errors: [...alone, ...beside].flatMap(({ errors }) => errors),
      };
    } finally {
      watch.end();
    }
  }

  /** One window; rejects as soon as all is interrupted. */
  async #measure(client: Client): Promise<Measured> {
    const over = new AbortController();
    const interrupted = sleep(FOREVER_MS, undefined, { signal: AbortSignal.any([this.#interrupt, over.signal]) });
    try {
      return await Promise.race([client.ask({ durationMs: this.#windowMs }), interrupted.then(() => noMeasure())]);
    } finally {
      interrupted.catch(() => undefined);
      over.abort();
    }
  }

  async #besideAbusers(kind: string, pair: number, body: () => Promise<void>): Promise<Outcome> {
    const plan: Plan = {
      ...{ ports: this.#ports, perPeer: this.#perPeer, peers: PEERS, share: this.#options.share },
      network: `${NETWORKS}.${++this.#crowds}`,
      kinds: kind === ALL ? Object.keys(KINDS) : [kind],
      seed: this.#options.seed + pair,
    };
    const crowd: Crowd = new Helper(join(import.meta.dirname, 'crowd/main.ts'), plan, true);
    try {
      await Promise.race([
        crowd.ask({ what: 'begin' }),
        sleep(BEGIN_MS, undefined, { signal: this.#interrupt, ref: false }),
      ]);
      await body();
      return await crowd.ask({ what: 'stop' });
    } finally {
      await crowd.end();
    }
  }

  /** Waits until the daemons have no more connections and files than before, for a bounded time; whether they have. */
  async #rest(watch: UsageWatch, strictly = false): Promise<boolean> {
    const untilMs = performance.now() + REST_MS;
    while (!(await watch.isAtRest(strictly))) {
      if (performance.now() > untilMs || this.#interrupt.aborted) return false;
      await sleep(POLL_MS);
    }
    return true;
  }
}
