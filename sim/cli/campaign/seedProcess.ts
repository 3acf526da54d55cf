import { runSeed, type SeedResult } from './seedResult.ts';

/** What a process that runs seeds is asked, and what it answers. */
export interface SeedRequest {
  readonly seed: number;
  readonly compare: boolean;
}

process.on('message', ({ seed, compare }: SeedRequest) => {
  runSeed(seed, compare).then(answer, (error: unknown) => answer(crashed(seed, error)));
});

function answer(result: SeedResult): void {
  process.send?.(result);
}

/** The simulator itself failed. */
function crashed(seed: number, error: unknown): SeedResult {
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    ...{ seed, hash: '', simulatedMs: 0, events: 0, operations: 0, faults: 0, probes: {}, compared: false },
    ...{ files: 0, filesGivenUp: 0 },
    violations: [{ statement: 'SIMULATOR', kind: 'crash', atMs: 0, story, operations: [] }],
    variety: { outcomes: [], faultKinds: [], sizes: [], names: 0, concurrent: 0 },
  };
}
