/**
 * Memory for what peers have sent and nobody has taken yet, and for what is sent to them: beyond a little that every
 * connection has for itself, all of a daemon share this much. It is only counted here; nobody waits for it: who gets
 * less works in smaller pieces. Spec: CONN-MEMORY.
 */
export class BufferPool {
  /** Bytes. */
  readonly size: number;
  #taken = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** Bytes that are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes `wanted` bytes or as many as are left; returns how many. They have to be given back. */
  take(wanted: number): number {
    const granted = Math.max(0, Math.min(wanted, this.size - this.#taken));
    this.#taken += granted;
    return granted;
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.#taken -= bytes;
  }
}
