import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { plantedBug } from '../plantedBug.ts';
import type { SeedRequest } from './seedProcess.ts';
import { lostSeed, type SeedResult } from './seedResult.ts';

/** What a campaign runs. */
export interface CampaignOptions {
  readonly firstSeed: number;
  /** How many seeds; without end if undefined. */
  readonly seeds: number | undefined;
  /** Real milliseconds after which no new seed is begun; undefined: never. */
  readonly timeMs: number | undefined;
  /** Processes that run seeds at once. */
  readonly jobs: number;
  /** Every so manyth seed is run twice and compared. */
  readonly compareEvery: number;
  /** Whether to go on after a seed that fails. */
  readonly keepGoing: boolean;
  /** Ends it at once: seeds that are under way do not count. */
  readonly signal: AbortSignal;
  /** Told of every seed, in the order in which they end. */
  readonly onResult: (result: SeedResult) => void;
}

/** Real milliseconds that one seed may take; one that takes longer counts as a crash. */
const SEED_TIMEOUT_MS = 120_000;
const PROCESS = join(import.meta.dirname, `seedProcess${extname(import.meta.filename)}`);

/** Runs seeds in processes of their own. Resolves when all have ended and no process is left. */
export async function runCampaign(options: CampaignOptions): Promise<void> {
  const { firstSeed, seeds, timeMs, jobs, keepGoing, compareEvery, signal, onResult } = options;
  const endMs = timeMs === undefined ? undefined : performance.now() + timeMs;
  let next = 0;
  let failed = false;
  const take = (): number | undefined => {
    const over = (seeds !== undefined && next >= seeds) || (endMs !== undefined && performance.now() >= endMs);
    return over || signal.aborted || (failed && !keepGoing) ? undefined : firstSeed + next++;
  };
  const work = async (): Promise<void> => {
    let worker = new SeedWorker();
    const kill = (): void => worker.kill();
    signal.addEventListener('abort', kill);
    try {
      for (let seed = take(); seed !== undefined; seed = take()) {
        const result = await worker.run({ seed, compare: (seed - firstSeed) % compareEvery === 0 });
        if (signal.aborted) return;
        failed ||= result.violations.length > 0;
        onResult(result);
        if (worker.dead) worker = new SeedWorker();
      }
    } finally {
      signal.removeEventListener('abort', kill);
      await worker.end();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

/** The bug that processes plant, as their argument. */
function bugArguments(): string[] {
  const bug = plantedBug();
  return bug === undefined ? [] : [bug];
}

/** A process that runs one seed after another. */
class SeedWorker {
  readonly #process = fork(PROCESS, bugArguments(), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  readonly #exited: Promise<string>;
  #dead = false;

  constructor() {
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.#dead = true;
        resolve(`its process ended with ${signal ?? `code ${code}`}`);
      });
    });
  }

  get dead(): boolean {
    return this.#dead;
  }

  async run(request: SeedRequest): Promise<SeedResult> {
    const answered = new Promise<SeedResult>((resolve) => this.#process.once('message', resolve as never));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => {
        this.#process.kill('SIGKILL');
        resolve(`it did not end within ${SEED_TIMEOUT_MS / 1000} s of real time`);
      }, SEED_TIMEOUT_MS);
    });
    this.#process.send(request);
    const outcome = await Promise.race([answered, late, this.#exited]);
    clearTimeout(timer);
    return typeof outcome === 'string' ? lostSeed(request.seed, outcome) : outcome;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async end(): Promise<void> {
    if (this.#dead) return;
    if (this.#process.connected) this.#process.disconnect();
    await this.#exited;
  }
}
