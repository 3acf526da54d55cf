import { HANDED_OVER } from '../host/connection.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import type { Timers } from '../host/timers.ts';
import type { Link } from './link.ts';
import { SourceError, type UploadSource } from './uploadSource.ts';

/** Bytes handed over at once: a server that takes them within the time limit counts as alive. */
const SLICE_SIZE = 128 * 1024;

const GOES_ON = Promise.resolve(true);
const ENOUGH = new Error('the server has heard enough');

/** How content is sent. */
export interface SendOptions {
  readonly timers: Timers;
  /** Milliseconds the server may take for one slice. */
  readonly timeoutMs: number;
  /** Called with the bytes handed over so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Called before the last bytes are handed over: from then on the server may have everything. */
  readonly onLastBytes?: () => void;
}

/**
 * Sends `prefix` and the content behind it. Resolves to true when all of it was handed over; to false as soon as
 * something comes from the server or the connection breaks: what came is for whoever reads the reply. Rejects with a
 * `SourceError` when the content cannot be had. Spec: CONN-EARLY-REFUSAL.
 */
export async function sendContent(
  link: Link,
  prefix: Buffer,
  source: UploadSource,
  options: SendOptions,
): Promise<boolean> {
  const sending = new Sending(link, options);
  if (source.size === 0) options.onLastBytes?.();
  if (!(await sending.handOver(prefix))) return false;
  let sent = 0;
  for await (const chunk of contentOf(source, sending.stopped)) {
    if (sent + chunk.length > source.size) throw new SourceError(`the content has more than ${source.size} bytes`);
    for (let at = 0; at < chunk.length; at += SLICE_SIZE) {
      const slice = chunk.subarray(at, at + SLICE_SIZE);
      if (sent + slice.length === source.size) options.onLastBytes?.();
      if (!(await sending.handOver(slice))) return false;
      sent += slice.length;
      options.onProgress?.(sent);
    }
  }
  if (sent < source.size && !sending.stopped.aborted) {
    throw new SourceError(`the content has ${sent} bytes instead of ${source.size}`);
  }
  return sent === source.size;
}

/** The content; whatever breaks its source is a `SourceError`. */
async function* contentOf(source: UploadSource, stop: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* source.open(stop);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SourceError(`the content cannot be read: ${why}`, { cause: error });
  }
}

/** Writes on a link until the server says something or is gone. */
class Sending {
  readonly #link: Link;
  readonly #options: SendOptions;
  readonly #stop = new AbortController();
  /** Ends the wait for the slice under way. */
  #wake: () => void = () => {};

  constructor(link: Link, options: SendOptions) {
    this.#link = link;
    this.#options = options;
    link.watch(() => this.#stopNow());
  }

  /** Aborted when there is no use in sending more. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Resolves to true when `slice` has been handed over, to false when there is no use in sending more. */
  handOver(slice: Uint8Array): Promise<boolean> {
    if (this.stopped.aborted) return Promise.resolve(false);
    const writing = this.#link.write(slice);
    return writing === HANDED_OVER ? GOES_ON : this.#taken(writing);
  }

  /** Waits until the slice that is being written was taken. */
  #taken(writing: Promise<void>): Promise<boolean> {
    const { timers, timeoutMs } = this.#options;
    return new Promise((resolve) => {
      const timer = timers.after(timeoutMs, () => {
        this.#link.abort(new ConnectionLost(`it took nothing for ${timeoutMs / 1000} s`));
      });
      this.#wake = () => {
        timer.cancel();
        resolve(!this.stopped.aborted);
      };
      writing.then(
        () => this.#wake(),
        () => this.#stopNow(),
      );
    });
  }

  #stopNow(): void {
    this.#stop.abort(ENOUGH);
    this.#wake();
  }
}
