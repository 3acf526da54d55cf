import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Violation } from '../chaos/history.ts';
import type { Bug } from './bug.ts';

/** What a run of one seed came to. */
export interface SeedReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
}

/** How long to hunt. */
export interface HuntLimits {
  readonly firstSeed: number;
  readonly seedsMax: number;
  /** Real milliseconds that one seed may take; a run that takes longer never ends. */
  readonly seedTimeoutMs: number;
  /** Told of every seed that was run. */
  readonly onSeed?: (bug: Bug, seed: number) => void;
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of the hunt for one bug. */
export interface Hunt {
  readonly bug: Bug;
  /** The seed that caught it, and what the oracles said; undefined when none did. */
  readonly caught: SeedReport | undefined;
  /** Seeds run, the catching one included. */
  readonly seeds: number;
  /** Seeds that complain about the code as it is, too; they say nothing about the bug. */
  readonly redWithout: readonly number[];
  /** Real milliseconds. */
  readonly tookMs: number;
}

const PROCESS = join(import.meta.dirname, 'huntProcess.ts');

/** The hunt was ended before its time. */
class HuntEnded extends Error {
  override readonly name = 'HuntEnded';
}

/** Hunts planted bugs, each in processes of its own. */
export class Hunter {
  readonly #limits: HuntLimits;
  /** What the code as it is came to, by seed. */
  readonly #without = new Map<number, Promise<SeedReport>>();
  /** Seeds that are red without a bug: what is known of that already need not be run again. */
  readonly #red = new Set<number>();

  constructor(limits: HuntLimits) {
    this.#limits = limits;
  }

  /**
   * Runs seeds with the bug planted until an oracle complains about one that it does not complain about without the bug.
   * Undefined when it is ended before; rejects when a process cannot do its work.
   */
  async hunt(bug: Bug): Promise<Hunt | undefined> {
    try {
      return await this.#hunt(bug);
    } catch (error) {
      if (error instanceof HuntEnded) return undefined;
      throw error;
    }
  }

  async #hunt(bug: Bug): Promise<Hunt> {
    const { firstSeed, seedsMax } = this.#limits;
    const startMs = Date.now();
    const end = firstSeed + seedsMax;
    let next = firstSeed;
    let caught: SeedReport | undefined;
    while (next < end && caught === undefined) {
      const last = await this.#runSeeds(bug.name, next, end - next, (seed) => this.#limits.onSeed?.(bug, seed));
      next = last.seed + 1;
      if (last.violations.length === 0) break;
      if ((await this.#runWithout(last.seed)).violations.length === 0) caught = last;
    }
    const redWithout = [...this.#red].filter((seed) => seed < next).sort((a, b) => a - b);
    return { bug, caught, seeds: next - firstSeed, redWithout, tookMs: Date.now() - startMs };
  }

  async #runWithout(seed: number): Promise<SeedReport> {
    const running = this.#without.get(seed) ?? this.#runSeeds('-', seed, 1);
    this.#without.set(seed, running);
    const report = await running;
    if (report.violations.length > 0) this.#red.add(seed);
    return report;
  }

  /** The last report: the first one with a violation, or that of the last seed. */
  #runSeeds(name: string, first: number, count: number, onSeed?: (seed: number) => void): Promise<SeedReport> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#limits;
      if (signal?.aborted) {
        reject(new HuntEnded());
        return;
      }
      const child = fork(PROCESS, [name, String(first), String(count), [...this.#red].join()], {
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      });
      let last: SeedReport | undefined;
      let complaint = '';
      let hung = false;
      const onTimeout = (): void => {
        hung = true;
        child.kill('SIGKILL');
      };
      const onAbort = (): void => void child.kill('SIGKILL');
      signal?.addEventListener('abort', onAbort);
      let timer = setTimeout(onTimeout, this.#limits.seedTimeoutMs);
      child.stderr?.on('data', (text) => {
        complaint = `${complaint}${text}`.slice(-4_000);
      });
      child.on('message', (report: SeedReport) => {
        last = report;
        onSeed?.(report.seed);
        clearTimeout(timer);
        timer = setTimeout(onTimeout, this.#limits.seedTimeoutMs);
      });
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        const seed = last === undefined ? first : last.seed + 1;
        if (signal?.aborted) reject(new HuntEnded());
        else if (hung) resolve(died(seed, `did not end within ${this.#limits.seedTimeoutMs / 1000} s`));
        else if (code === 0 && last !== undefined) resolve(last);
        else if (code !== 0 && last !== undefined) resolve(died(seed, `ended its process: ${complaint}`));
        else reject(new Error(`${name}: the process ended with ${code}: ${complaint}`));
      });
    });
  }
}

/** The report of a seed whose process did not live to tell. */
function died(seed: number, how: string): SeedReport {
  const story = `The run of seed ${seed} ${how}.`;
  return { seed, violations: [{ statement: 'SIM-RUN', kind: 'crash', atMs: 0, story, operations: [] }] };
}
