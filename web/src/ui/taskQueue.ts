/** Runs tasks in order, so many at once. */
export class TaskQueue {
  readonly #parallel: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(parallel: number) {
    this.#parallel = parallel;
  }

  /** Runs a task when there is room; returns what takes it out again as long as it has not begun. */
  add(task: () => Promise<void>): () => void {
    this.#waiting.push(task);
    this.#fill();
    return () => {
      const at = this.#waiting.indexOf(task);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  #fill(): void {
    while (this.#running < this.#parallel) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#running++;
      const done = (): void => {
        this.#running--;
        this.#fill();
      };
      task().then(done, done);
    }
  }
}
