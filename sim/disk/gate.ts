/** Keeps waiting what is asked of a volume while it is closed. */
export class Gate {
  readonly #listeners = new Set<() => void>();
  readonly #waiting: (() => void)[] = [];
  #closings = 0;

  /** Runs `work` now, or in its turn as soon as the gate is open. */
  pass(work: () => void): void {
    if (this.#closings === 0) {
      work();
      return;
    }
    this.#waiting.push(work);
    for (const listener of this.#listeners) listener();
  }

  /** Closes it until the function that is returned is called, and those of all others who closed it. */
  close(): () => void {
    let over = false;
    this.#closings++;
    return () => {
      if (over) return;
      over = true;
      if (--this.#closings === 0) for (const work of this.#waiting.splice(0)) work();
    };
  }

  /** Calls `listener` whenever something has to wait; the function that is returned ends that. */
  onWait(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
