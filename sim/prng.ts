import type { Trace } from './trace.ts';

/**
 * The simulator's source of chance: sfc32, a small and fast generator of good quality with 128 bits of state.
 * The same seed gives the same draws, on every machine.
 */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  /** Told of every draw. */
  readonly #trace: Trace | undefined;

  constructor(seed: number, trace?: Trace) {
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    this.#c = 0x9e3779b9;
    for (let round = 0; round < 15; round++) this.next();
    this.#trace = trace;
  }

  /** 32 random bits as an integer from 0 on. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#trace?.draw(sum);
    return sum >>> 0;
  }

  /** An integer, 0 <= n < bound; `bound` from 1 to 2^32. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  /** An integer, min <= n <= max. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** A number, min <= x < max. */
  within(min: number, max: number): number {
    return min + (this.next() / 2 ** 32) * (max - min);
  }

  /** A number, min <= x < max, every order of magnitude as likely; both above 0. */
  magnitude(min: number, max: number): number {
    return min * (max / min) ** (this.next() / 2 ** 32);
  }

  /** True with a probability from 0 to 1. */
  chance(probability: number): boolean {
    return this.next() / 2 ** 32 < probability;
  }

  /** Another generator, whose draws do not depend on how many are taken from this one later. */
  fork(): Prng {
    return new Prng(this.next() + this.below(2 ** 20) * 2 ** 32, this.#trace);
  }
}
