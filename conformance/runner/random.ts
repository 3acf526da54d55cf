/** Random numbers from a seed: the same seed gives the same contents and choices. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  }

  /** A whole number from 0 to below. */
  integer(below: number): number {
    return Math.floor((this.#next() / 0x1_0000_0000) * below);
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let at = 0;
    for (; at + 4 <= length; at += 4) bytes.writeUInt32LE(this.#next(), at);
    for (; at < length; at++) bytes[at] = this.#next() & 0xff;
    return bytes;
  }

  /** One of several. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.integer(values.length)] as T;
  }

  /** Another one, which this one's further draws do not disturb. */
  fork(name: string): Random {
    let hash = this.#state;
    for (const character of name) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
    return new Random(hash);
  }

  #next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    this.#state >>>= 0;
    return this.#state;
  }
}
