import { connect, type Socket } from 'node:net';
import { FRAMINGS, type Framing } from './framing.ts';
import type { Job, Tally } from './job.ts';

const READ_SIZE = 256 * 1024;
const CONTENT = Buffer.alloc(1024 * 1024, 'tnv');
const SAMPLES_MAX = 1_000_000;
/** How long replies that are under way at the end may take before they are cut. */
const DRAIN_MS = 5_000;
const DIGITS = Buffer.from('0123456789abcdef');

/** Does a job. Rejects when a connection breaks or a reply is a failure. */
export async function doJob(job: Job): Promise<Tally> {
  const load = new Load(job);
  return load.run();
}

/** What the connections of a job share. They read into the same memory: nobody looks at the bytes twice. */
class Load {
  readonly job: Job;
  readonly framing: Framing;
  readonly buffer = Buffer.allocUnsafeSlow(READ_SIZE);
  readonly #done = Promise.withResolvers<void>();
  readonly #lines: Line[] = [];
  readonly #samples: number[] = [];
  #sent = 0;
  #answered = 0;
  #bytes = 0;
  #open = 0;
  #stopped = false;
  #endMs = 0;
  #drain: NodeJS.Timeout | undefined;

  constructor(job: Job) {
    this.job = job;
    this.framing = FRAMINGS[job.framing];
  }

  async run(): Promise<Tally> {
    const { connections, until } = this.job;
    let timer: NodeJS.Timeout | undefined;
    let startMs: number;
    let before: NodeJS.CpuUsage;
    try {
      for (let i = 0; i < connections; i++) this.#lines.push(new Line(this));
      await Promise.race([Promise.all(this.#lines.map((line) => line.connected)), this.#done.promise]);
      before = process.cpuUsage();
      startMs = performance.now();
      this.#open = connections;
      for (const line of this.#lines) this.next(line);
      if ('ms' in until) timer = setTimeout(() => this.#stop(), until.ms);
      await this.#done.promise;
    } finally {
      clearTimeout(timer);
      clearTimeout(this.#drain);
      for (const line of this.#lines) line.cut();
    }
    const { user, system } = process.cpuUsage(before);
    const sorted = Float64Array.from(this.#samples).sort();
    return {
      requests: this.#answered,
      bytes: this.#bytes,
      elapsedMs: this.#endMs - startMs,
      processorMs: (user + system) / 1000,
      p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    };
  }

  /** Sends the next request on a line, unless there are no more. */
  next(line: Line): void {
    const { until } = this.job;
    if (this.#stopped || ('requests' in until && this.#sent === until.requests)) {
      this.#open -= 1;
      if (this.#open === 0) this.#finish();
      return;
    }
    line.send(this.#sent++);
  }

  /** Bytes of content went by. */
  passed(bytes: number): void {
    if (!this.#stopped) this.#bytes += bytes;
  }

  /** A reply is complete. */
  answered(line: Line, elapsedMs: number): void {
    if (!this.#stopped) {
      this.#answered += 1;
      if (this.#samples.length < SAMPLES_MAX) this.#samples.push(elapsedMs);
    }
    this.next(line);
  }

  failed(error: Error): void {
    this.#done.reject(error);
  }

  /** The time is over; what is under way comes to its end, uncounted, so that it is not in the way of the next job. */
  #stop(): void {
    this.#stopped = true;
    this.#endMs = performance.now();
    this.#drain = setTimeout(() => this.#done.resolve(), DRAIN_MS);
  }

  #finish(): void {
    if (!this.#stopped) this.#endMs = performance.now();
    this.#done.resolve();
  }
}

/** One connection. */
class Line {
  readonly connected: Promise<void>;
  readonly #load: Load;
  readonly #packet: Buffer;
  readonly #socket: Socket;
  #contentLeft = 0;
  #sentMs = 0;
  /** Bytes of the reply that have not come; -1 while its size is not known. */
  #replyLeft = -1;
  /** The start of a reply whose size is not known yet. */
  #start: Buffer | undefined;
  #cut = false;

  constructor(load: Load) {
    const { port, packet } = load.job;
    this.#load = load;
    this.#packet = Buffer.from(packet);
    const connected = Promise.withResolvers<void>();
    this.connected = connected.promise;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: load.buffer,
        callback: (size, buffer) => {
          this.#receive((buffer as Buffer).subarray(0, size));
          return true;
        },
      },
    });
    this.#socket.once('connect', connected.resolve);
    const broken = (error: Error): void => {
      if (this.#cut) return;
      load.failed(error);
    };
    this.#socket.on('error', broken);
    this.#socket.once('close', () => broken(new Error(`port ${port} closed the connection`)));
  }

  send(number: number): void {
    const { counter, contentSize = 0 } = this.#load.job;
    if (counter !== undefined) this.#count(counter.at, counter.first + (number % counter.count));
    this.#replyLeft = -1;
    this.#contentLeft = contentSize;
    this.#sentMs = performance.now();
    this.#socket.write(this.#packet);
    if (contentSize > 0) this.#sendContent();
  }

  cut(): void {
    this.#cut = true;
    this.#socket.destroy();
  }

  #count(at: number, number: number): void {
    for (let i = 7, rest = number; i >= 0; i--, rest >>>= 4) this.#packet[at + i] = DIGITS[rest & 15] as number;
  }

  readonly #sendContent = (): void => {
    while (this.#contentLeft > 0) {
      const chunk = this.#contentLeft < CONTENT.length ? CONTENT.subarray(0, this.#contentLeft) : CONTENT;
      this.#contentLeft -= chunk.length;
      this.#load.passed(chunk.length);
      if (!this.#socket.write(chunk)) {
        this.#socket.once('drain', this.#sendContent);
        return;
      }
    }
  };

  #receive(bytes: Buffer): void {
    if (this.#replyLeft < 0) {
      const start = this.#start === undefined ? bytes : Buffer.concat([this.#start, bytes]);
      let size: number | undefined;
      try {
        size = this.#load.framing(start);
      } catch (error) {
        this.#load.failed(error as Error);
        return;
      }
      this.#start = size === undefined ? Buffer.from(start) : undefined;
      if (size === undefined) return;
      this.#replyLeft = size - start.length;
    } else {
      this.#replyLeft -= bytes.length;
    }
    this.#load.passed(bytes.length);
    if (this.#replyLeft < 0) this.#load.failed(new Error('more came than was asked for'));
    if (this.#replyLeft === 0) this.#load.answered(this, performance.now() - this.#sentMs);
  }
}
