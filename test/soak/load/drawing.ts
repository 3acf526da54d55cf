import type { Operation } from '../../../sim/chaos/plan.ts';
import type { Prng } from '../../../sim/prng.ts';

export const USERS = 10;

/** Files of each user that are worked on at a time, and milliseconds after which it is other ones. */
const FILES = 6;
const AGE_MS = 8_000;
/** Parts of the files that are deleted when they are not worked on any more. */
const FORGOTTEN = 0.9;

/** Draws what clients do. Files are worked on by many for some seconds, then looked at now and then; most are deleted. */
export class Drawing {
  readonly #prng: Prng;
  readonly #trespasses: boolean;
  #age = 0;
  #contents = 0;
  readonly #old: { readonly user: number; readonly file: number }[] = [];

  /** `trespasses`: whether some ask for what is not theirs. */
  constructor(prng: Prng, trespasses = true) {
    this.#prng = prng;
    this.#trespasses = trespasses;
  }

  /** What a client does next. */
  next(nowMs: number, client: number): Operation {
    this.#grow(nowMs);
    const prng = this.#prng;
    const step = { atMs: nowMs, client };
    const old = prng.chance(0.3) ? this.#old.pop() : undefined;
    if (old !== undefined) return { ...step, kind: 'delete', ...old };
    const user = prng.below(USERS);
    const age = prng.chance(0.9) ? this.#age : prng.below(this.#age + 1);
    const file = { user, file: age * FILES + prng.below(FILES) };
    const dice = prng.below(100);
    if (dice < 34) return { ...step, kind: 'upload', ...file, size: this.#size(), content: ++this.#contents };
    if (dice < 48) return { ...step, kind: 'filesize', ...file };
    if (dice < 62) return { ...step, kind: 'download', ...file, offset: 0, size: 0 };
    if (dice < 68) {
      return { ...step, kind: 'download', ...file, offset: prng.below(5_000), size: prng.below(50_000) };
    }
    if (dice < 86) return { ...step, kind: 'delete', ...file };
    if (dice < 90) return { ...step, kind: 'locate', ...file };
    if (dice < 92) return { ...step, kind: 'groups' };
    if (dice < 97) return { ...step, kind: 'ids', key: prng.below(5), count: prng.between(1, 15) };
    if (!this.#trespasses) return { ...step, kind: 'filesize', ...file };
    return { ...step, kind: 'trespass', ...file, as: prng.chance(0.5) ? 'application' : 'user' };
  }

  /** What the gateway is asked for. */
  nextOfGateway(nowMs: number): { readonly user: 0; readonly file: number } {
    this.#grow(nowMs);
    const age = this.#prng.chance(0.8) ? this.#age : this.#prng.below(this.#age + 1);
    return { user: 0, file: age * FILES + this.#prng.below(FILES) };
  }

  /** Puts back what could not be deleted. */
  again(file: { readonly user: number; readonly file: number }): void {
    this.#old.unshift({ user: file.user, file: file.file });
  }

  #grow(nowMs: number): void {
    const age = Math.floor(nowMs / AGE_MS);
    for (; this.#age < age; this.#age++) {
      for (let user = 0; user < USERS; user++) {
        for (let n = 0; n < FILES; n++) {
          if (this.#prng.chance(FORGOTTEN)) this.#old.push({ user, file: this.#age * FILES + n });
        }
      }
    }
  }

  #size(): number {
    const dice = this.#prng.below(100);
    if (dice < 5) return 0;
    if (dice < 65) return this.#prng.between(1, 10_000);
    if (dice < 95) return this.#prng.between(10_000, 300_000);
    return this.#prng.between(300_000, 1_500_000);
  }
}
