import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import type { SeedRequest } from './seedProcess.ts';
import type { SeedResult } from './seedResult.ts';

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
  /** Told of every seed, in the order in which they end. */
  readonly onResult: (result: SeedResult) => void;
}

/** Real milliseconds that one seed may take; one that takes longer counts as a crash. */
const SEED_TIMEOUT_MS = 120_000;
const PROCESS = join(import.meta.dirname, `seedProcess${extname(import.meta.filename)}`);

/** Runs seeds in processes of their own. Resolves when all have ended and no process is left. */
export async function runCampaign(options: CampaignOptions): Promise<void> {
  const { firstSeed, seeds, timeMs, jobs, keepGoing, compareEvery, onResult } = options;
  const endMs = timeMs === undefined ? undefined : performance.now() + timeMs;
  let next = 0;
  let failed = false;
  const take = (): number | undefined => {
    const over = (seeds !== undefined && next >= seeds) || (endMs !== undefined && performance.now() >= endMs);
    return over || (failed && !keepGoing) ? undefined : firstSeed + next++;
  };
  const work = async (): Promise<void> => {
    let worker = new SeedWorker();
    try {
      for (let seed = take(); seed !== undefined; seed = take()) {
        const result = await worker.run({ seed, compare: (seed - firstSeed) % compareEvery === 0 });
        failed ||= result.violations.length > 0;
        onResult(result);
        if (worker.dead) worker = new SeedWorker();
      }
    } finally {
      await worker.end();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

/** A process that runs one seed after another. */
class SeedWorker {
  readonly #process = fork(PROCESS, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
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
    return typeof outcome === 'string' ? lost(request.seed, outcome) : outcome;
  }

  async end(): Promise<void> {
    if (this.#dead) return;
    this.#process.disconnect();
    await this.#exited;
  }
}

function lost(seed: number, story: string): SeedResult {
  return {
    ...{ seed, hash: '', simulatedMs: 0, events: 0, operations: 0, faults: 0, probes: {}, compared: false },
    ...{ files: 0, filesGivenUp: 0 },
    violations: [{ statement: 'SIMULATOR', kind: 'crash', atMs: 0, story: `Seed ${seed}: ${story}`, operations: [] }],
    variety: { outcomes: [], faultKinds: [], sizes: [], names: 0, concurrent: 0 },
  };
}
