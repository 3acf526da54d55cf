import { Patience } from '../wire/patience.ts';

/** Tells those who wait that something has happened. */
export class Journal {
  readonly #waiting = new Set<() => void>();

  /** Something has happened: every wait looks again. */
  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  /**
   * Resolves to what `look` finds, at once or as soon as something that happens makes it find anything; to undefined
   * when that takes longer than `withinMs`.
   */
  async until<T>(look: () => T | undefined | false, withinMs: number): Promise<T | undefined> {
    const found = look();
    if (found !== undefined && found !== false) return found;
    return new Promise((resolve) => {
      const end = (result: T | undefined): void => {
        stop();
        this.#waiting.delete(lookAgain);
        resolve(result);
      };
      const lookAgain = (): void => {
        const result = look();
        if (result !== undefined && result !== false) end(result);
      };
      const stop = new Patience(withinMs).count(() => end(undefined));
      this.#waiting.add(lookAgain);
    });
  }
}
