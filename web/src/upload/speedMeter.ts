/** Milliseconds that a speed is the mean of. */
const WINDOW_MS = 4_000;
/** Below this nothing can be said. */
const LEAST_MS = 400;

/** How fast something goes, from how far it had come at times. */
export class SpeedMeter {
  readonly #marks: { readonly atMs: number; readonly bytes: number }[] = [];

  /** Notes how far it has come. */
  note(atMs: number, bytes: number): void {
    this.#marks.push({ atMs, bytes });
    // One mark from before the window stays: it is where the window begins.
    while (this.#marks.length > 2 && (this.#marks[1]?.atMs ?? atMs) <= atMs - WINDOW_MS) this.#marks.shift();
  }

  /** Bytes a second; undefined while there is too little to tell. */
  get bytesPerSecond(): number | undefined {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) return undefined;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs));
  }
}
