import { formatAddress } from '../host/address.ts';
import { sometimes } from '../host/probe.ts';
import { EndOfStream } from '../wire/byteReader.ts';
import { AllServersFailed, type FailedAttempt } from './allServersFailed.ts';
import type { Download } from './download.ts';
import type { Link } from './link.ts';
import { isTrouble } from './trouble.ts';

/** How content comes in. */
export interface IncomingPlan {
  /** First byte in the file. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds a storage may be silent while a chunk is waited for. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Asks for `size` bytes from byte `offset` of the file on; resolves to the link they come on. */
  readonly open: (offset: number, size: number) => Promise<Link>;
  /** Takes back a link on which all bytes have come. */
  readonly putBack: (link: Link) => void;
  readonly drop: (link: Link) => void;
  /** Told of a link that broke before its end. */
  readonly onTrouble: (link: Link) => void;
  /** Called when nothing is held any more. */
  readonly onEnd: () => void;
}

/** Storages in a row that may promise the rest and then send nothing of it. */
const STALLS_MAX = 4;

/** Content that comes on one link after another until it is complete. Spec: CLIENT-RESUME. */
export class Incoming implements Download, AsyncIterator<Buffer, undefined> {
  readonly size: number;
  readonly chunks: AsyncIterable<Buffer>;
  readonly #plan: IncomingPlan;
  #link: Link | undefined;
  #received = 0;
  #stalls: FailedAttempt[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  /** `link`: the one the first bytes come on. */
  constructor(plan: IncomingPlan, link: Link) {
    this.size = plan.size;
    this.chunks = { [Symbol.asyncIterator]: () => this };
    this.#plan = plan;
    this.#link = link;
    if (plan.signal.aborted) this.#onAbort();
    else plan.signal.addEventListener('abort', this.#onAbort);
    if (this.#left === 0) this.#finish();
  }

  get #left(): number {
    return this.size - this.#received;
  }

  /** The next chunk. */
  async next(): Promise<IteratorResult<Buffer, undefined>> {
    while (!this.#ended) {
      try {
        const chunk = await this.#take();
        if (chunk !== undefined) return { done: false, value: chunk };
      } catch (error) {
        this.#lose(error);
      }
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return { done: true, value: undefined };
  }

  /** Ends the download. */
  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  close(): void {
    this.#end();
  }

  /** At least one byte, or undefined when the download ended meanwhile. */
  async #take(): Promise<Buffer | undefined> {
    if (this.#link === undefined) {
      const link = await this.#plan.open(this.#plan.offset + this.#received, this.#left);
      if (this.#ended) {
        this.#plan.drop(link);
        return undefined;
      }
      this.#link = link;
      sometimes('client.downloadResumed');
    }
    const chunk = await this.#link.reader.some(this.#left, this.#plan.timeoutMs);
    if (chunk === null) throw new EndOfStream(`it ended ${this.#left} bytes before the end of the content`);
    this.#received += chunk.length;
    this.#stalls = [];
    if (this.#left === 0) this.#finish();
    return chunk;
  }

  /** Lets go of a link that broke; the next `#take` goes on with another one. Ends when that makes no sense. */
  #lose(error: unknown): void {
    if (this.#ended) return;
    const link = this.#link;
    this.#link = undefined;
    if (link === undefined || !isTrouble(error)) {
      if (link !== undefined) this.#plan.drop(link);
      this.#end({ error });
      return;
    }
    this.#plan.drop(link);
    this.#plan.onTrouble(link);
    this.#stalls.push({ server: formatAddress(link.address), error });
    if (this.#stalls.length > STALLS_MAX) this.#end({ error: new AllServersFailed('storage', this.#stalls) });
  }

  /** All bytes are there. */
  #finish(): void {
    if (this.#link !== undefined) this.#plan.putBack(this.#link);
    this.#link = undefined;
    this.#end();
  }

  readonly #onAbort = (): void => {
    this.#end({ error: this.#plan.signal.reason });
  };

  #end(failure?: { readonly error: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#plan.signal.removeEventListener('abort', this.#onAbort);
    if (this.#link !== undefined) this.#plan.drop(this.#link);
    this.#link = undefined;
    this.#plan.onEnd();
  }
}
