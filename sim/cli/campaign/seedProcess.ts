import { plantNamed } from '../plantedBug.ts';
import type { SeedResult } from './seedResult.ts';

/** What a process that runs seeds is asked, and what it answers. Its argument is the bug to plant, if there is one. */
export interface SeedRequest {
  readonly seed: number;
  readonly compare: boolean;
}

const [bug] = process.argv.slice(2);
const allPlanted = bug === undefined ? undefined : plantNamed(bug);
const { runSeed, lostSeed } = await import('./seedResult.ts');
allPlanted?.();

// Ctrl-C reaches all processes of a terminal; whoever runs the campaign ends this one.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', ({ seed, compare }: SeedRequest) => {
  runSeed(seed, compare).then(answer, (error: unknown) => {
    answer(lostSeed(seed, error instanceof Error ? (error.stack ?? error.message) : String(error)));
  });
});

function answer(result: SeedResult): void {
  process.send?.(result);
}
