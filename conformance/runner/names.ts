import { randomBytes, randomInt } from 'node:crypto';

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
  fileId(): string {
    const nowMs = Date.now();
    const second = Math.floor(nowMs / 1000);
    const microsecond = (nowMs % 1000) * 1000 + randomInt(1000);
    const time = second.toString(16).padStart(8, '0') + microsecond.toString(16).padStart(6, '0');
    const count = (this.#next() % 8000) + 1;
    return `${time}${randomBytes(8).toString('hex')}${decimal(count, 4)}${decimal(randomInt(100), 2)}`;
  }

  #next(): number {
    return ++this.#count;
  }
}

function decimal(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
