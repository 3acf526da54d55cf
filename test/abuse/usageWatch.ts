import type { Phases, Used } from './report.ts';
import type { Usage } from './site/procfs.ts';
import type { Counts, WatchedDaemon } from './site/watchedDaemon.ts';

const SAMPLE_MS = 200;
const MIB = 1024 * 1024;
/** A process may keep memory that it used once, all of it: but the last time it may not use so much more than ever before. */
const RSS_GROWTH_MAX_MIB = 96;

/** What pools of a busy daemon may keep for a while: the gateway's, above all. */
const POOLED_MAX = 64;
/** What may differ when all is over. */
const SLACK = 4;

interface Record {
  readonly daemon: WatchedDaemon;
  readonly before: Usage & Counts;
  peak: { rssBytes: number; files: number; connections: number };
  /** Memory it used at most before the last window with abuse. */
  peakBeforeBytes: number;
  /** After each window with abuse. */
  readonly after: (Usage & Counts)[];
  cpuMs: number;
  cpuBeginMs: number;
}

/** Watches what daemons use while abusers come and go. */
export class UsageWatch {
  readonly #records: readonly Record[];
  readonly #sampler: NodeJS.Timeout;
  #abuseMs = 0;
  #beganMs = 0;

  private constructor(records: readonly Record[]) {
    this.#records = records;
    this.#sampler = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  static async begin(daemons: readonly WatchedDaemon[]): Promise<UsageWatch> {
    const records = daemons.map(async (daemon) => {
      const before = await stateOf(daemon);
      return { daemon, before, peak: { ...before }, peakBeforeBytes: 0, after: [], cpuMs: 0, cpuBeginMs: 0 };
    });
    return new UsageWatch(await Promise.all(records));
  }

  abuseBegins(): void {
    this.#beganMs = performance.now();
    for (const record of this.#records) {
      record.peakBeforeBytes = record.peak.rssBytes;
      record.cpuBeginMs = record.daemon.usage.cpuMs;
    }
  }

  /** To be called while the abusers are still there. */
  async abuseEnds(): Promise<void> {
    this.#abuseMs += performance.now() - this.#beganMs;
    for (const record of this.#records) {
      record.cpuMs += record.daemon.usage.cpuMs - record.cpuBeginMs;
      const { connections } = await record.daemon.counts();
      record.peak.connections = Math.max(record.peak.connections, connections);
    }
  }

  /** Whether nobody has more connections and files than before, but for what pools keep; `strictly`: they, too. */
  async isAtRest(strictly = false): Promise<boolean> {
    const slack = strictly ? SLACK : POOLED_MAX;
    const states = await Promise.all(this.#records.map(({ daemon }) => stateOf(daemon)));
    const quiet = states.every((state, at) => {
      const before = this.#records[at]?.before;
      return state.connections <= (before?.connections ?? 0) + slack && state.files <= (before?.files ?? 0) + 2 * slack;
    });
    if (quiet) for (const [at, state] of states.entries()) this.#records[at]?.after.push(state);
    return quiet;
  }

  async used(): Promise<Used[]> {
    return Promise.all(
      this.#records.map(async ({ daemon, before, peak, cpuMs }) => {
        const after = await stateOf(daemon);
        const phases = (read: (state: { rssBytes: number; files: number; connections: number }) => number): Phases => ({
          before: read(before),
          peak: read(peak),
          after: read(after),
        });
        return {
          daemon: daemon.name,
          rssMib: phases(({ rssBytes }) => Math.round(rssBytes / MIB)),
          files: phases(({ files }) => files),
          connections: phases(({ connections }) => connections),
          processor: cpuMs / Math.max(this.#abuseMs, 1),
          refused: after.refused - before.refused,
          displaced: after.displaced - before.displaced,
        };
      }),
    );
  }

  /** What does not return to rest, or grows each time; in words. */
  leaks(): string[] {
    return this.#records.flatMap(({ daemon: { name }, after, peakBeforeBytes }) => {
      const last = after.at(-1);
      if (last === undefined) return [`${name} never came to rest`];
      const grownMib = Math.round((last.rssBytes - peakBeforeBytes) / MIB);
      return after.length > 1 && grownMib > RSS_GROWTH_MAX_MIB
        ? [`${name} has ${grownMib} MiB more than at most before`]
        : [];
    });
  }

  /** What daemons have more than they had; in words. */
  async excess(): Promise<string[]> {
    const states = await Promise.all(this.#records.map(({ daemon }) => stateOf(daemon)));
    return this.#records.map(
      ({ daemon, before }, at) =>
        `${daemon.name}: ${states[at]?.connections} connections and ${states[at]?.files} files, ` +
        `${before.connections} and ${before.files} before all`,
    );
  }

  end(): void {
    clearInterval(this.#sampler);
  }

  #sample(): void {
    for (const { daemon, peak } of this.#records) {
      if (daemon.death !== undefined) continue;
      const { rssBytes, files } = daemon.usage;
      peak.rssBytes = Math.max(peak.rssBytes, rssBytes);
      peak.files = Math.max(peak.files, files);
    }
  }
}

async function stateOf(daemon: WatchedDaemon): Promise<Usage & Counts> {
  return { ...(await daemon.counts()), ...daemon.usage };
}
