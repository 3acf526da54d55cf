import type { Random } from '../../src/host/random.ts';
import type { Prng } from '../prng.ts';

/** The randomness of one process, drawn from the seed. */
export class SimRandom implements Random {
  readonly #prng: Prng;

  constructor(prng: Prng) {
    this.#prng = prng;
  }

  below(bound: number): number {
    return this.#prng.below(bound);
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count);
    for (let at = 0; at < count; at++) bytes[at] = this.#prng.below(256);
    return bytes;
  }
}
