import { createHash } from 'node:crypto';
import { addHits, PROBES, unhitProbes } from '../../chaos/probes.ts';
import type { SeedResult } from './seedResult.ts';
import { addVariety, noVariety } from './variety.ts';

/** Share of all files that the search for an order may give up on. */
const GIVEN_UP_SHARE_MAX = 0.001;

/** What a campaign came to so far. */
export class Tally {
  readonly failed: SeedResult[] = [];
  readonly probeHits = new Map<string, number>();
  seeds = 0;
  compared = 0;
  simulatedMs = 0;
  events = 0;
  operations = 0;
  faults = 0;
  files = 0;
  filesGivenUp = 0;
  readonly #hashes = new Map<number, string>();
  /** What the operations of all runs were like, counted. */
  readonly counts = noVariety();
  readonly #faultSets = new Set<string>();
  readonly #faultKinds = new Set<string>();
  readonly #sizes = new Set<number>();
  #names = 0;
  #concurrent = 0;

  add(result: SeedResult): void {
    const { seed, hash, violations, compared, variety } = result;
    this.seeds++;
    this.compared += compared ? 1 : 0;
    this.simulatedMs += result.simulatedMs;
    this.events += result.events;
    this.operations += result.operations;
    this.faults += result.faults;
    this.files += result.files;
    this.filesGivenUp += result.filesGivenUp;
    this.#hashes.set(seed, hash);
    if (violations.length > 0) this.failed.push(result);
    addHits(this.probeHits, result.probes);
    addVariety(this.counts, variety.counts);
    for (const kind of variety.faultKinds) this.#faultKinds.add(kind);
    for (const size of variety.sizes) this.#sizes.add(size);
    this.#faultSets.add([...variety.faultKinds].sort().join(' '));
    this.#names += variety.names;
    this.#concurrent = Math.max(this.#concurrent, variety.concurrent);
  }

  /** Equal for two campaigns whose seeds did the same, in whatever order they were run. */
  get hash(): string {
    const hash = createHash('sha256');
    for (const [seed, runHash] of [...this.#hashes].sort(([a], [b]) => a - b)) hash.update(`${seed}:${runHash};`);
    return hash.digest('hex').slice(0, 16);
  }

  /** Whether so many files were given up on that a campaign without a violation says little. */
  get tooManyGivenUp(): boolean {
    return this.filesGivenUp > this.files * GIVEN_UP_SHARE_MAX;
  }

  /** Probes that so many seeds should have hit. */
  get unhit(): string[] {
    return unhitProbes(this.probeHits, this.seeds);
  }

  get probesHit(): string {
    const names = Object.keys(PROBES);
    return `${names.filter((name) => this.probeHits.has(name)).length}/${names.length}`;
  }

  /** How different the runs were from each other. */
  get variety(): Record<string, number> {
    return {
      'kinds of outcomes of operations': Object.keys(this.counts.outcomes).length,
      'kinds of faults': this.#faultKinds.size,
      'combinations of kinds of faults': this.#faultSets.size,
      'sizes of uploads': this.#sizes.size,
      'names of files': this.#names,
      'operations at once, at most': this.#concurrent,
    };
  }
}
