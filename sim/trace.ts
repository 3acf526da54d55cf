/** Told of each step; the same run gives the same steps. */
export type StepListener = (kind: 'event' | 'draw', value: number) => void;

/** What a run did, as a number: every event that happened and every number that was drawn, in order. */
export class Trace {
  /** Told of every step from now on, for whoever looks for the first one that differs. */
  listener: StepListener | undefined;
  #hash = 0x811c9dc5;

  /** Equal for two runs of the same steps. */
  get hash(): number {
    return this.#hash >>> 0;
  }

  event(sequence: number, ticks: number): void {
    this.#hash = Math.imul(this.#hash ^ sequence, 0x01000193);
    this.#hash = Math.imul(this.#hash ^ ticks, 0x01000193);
    if (this.listener !== undefined) this.listener('event', ticks);
  }

  draw(value: number): void {
    this.#hash = Math.imul(this.#hash ^ value, 0x01000193);
    if (this.listener !== undefined) this.listener('draw', value);
  }
}
