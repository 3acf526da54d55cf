import { randomInt } from 'node:crypto';
import type { Random } from './random.ts';

const PORTS = 1023;

/** Fresh names: no two of a process are alike, and those of another run are others. */
export class Names {
  readonly #run: string;
  #count = 0;
  #port: number;

  /** The run's mark is the time in milliseconds and a little chance. */
  constructor(nowMs: number) {
    this.#run = `${nowMs.toString(36)}${randomInt(36 ** 3)
      .toString(36)
      .padStart(3, '0')}`;
    this.#port = nowMs % PORTS;
  }

  user(): string {
    return `ctest-${this.#run}-${this.#next()}`;
  }

  key(): string {
    return `/ctest/${this.#run}/${this.#next()}`;
  }

  group(): string {
    return `g${this.#run.slice(-8)}${this.#next()}`;
  }

  hostname(): string {
    return `kit-${this.#run}-${this.#next()}`;
  }

  /**
   * A port at which no storage listens: below 1024. So a storage that the kit plays never takes the address of a real
   * one on this machine.
   */
  port(): number {
    this.#port = (this.#port + 1) % PORTS;
    return this.#port + 1;
  }

  /** 36 characters, made as clients make them. Spec: FILE-ID. */
  fileId(random: Random): string {
    const microseconds = Date.now() * 1000;
    const seconds = Math.floor(microseconds / 1e6);
    const count = (this.#next() % 8000) + 1;
    const digest = random.bytes(8).toString('hex');
    const time = seconds.toString(16).padStart(8, '0') + (microseconds % 1e6).toString(16).padStart(6, '0');
    return `${time}${digest}${String(count).padStart(4, '0')}${String(random.integer(100)).padStart(2, '0')}`;
  }

  #next(): number {
    return ++this.#count;
  }
}
