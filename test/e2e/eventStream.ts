type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** The events of a server, one after another. */
export class EventStream implements AsyncDisposable {
  readonly #abort: AbortController;
  readonly #events: AsyncGenerator<Record<string, unknown>>;

  /** Follows `url`; rejects unless it sends events. */
  static async open(url: string): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(url, { signal: abort.signal });
    if (response.status !== 200 || response.body === null) throw new Error(`${url} answered ${response.status}`);
    // A reader holds the body: Node.js cancels one that nobody has begun to read when its response is collected.
    return new EventStream(response.body.getReader(), abort);
  }

  private constructor(reader: Reader, abort: AbortController) {
    this.#abort = abort;
    this.#events = eventsOf(reader);
  }

  /** The data of the next event for which `wanted` holds. Rejects when the server ends first. */
  async until<T>(wanted: (data: T) => boolean): Promise<T> {
    for (;;) {
      const next = await this.#events.next();
      if (next.done) throw new Error('the events have ended');
      if (wanted(next.value as T)) return next.value as T;
    }
  }

  /** Resolves when the server has ended the events. */
  async ended(): Promise<void> {
    for await (const _ of this.#events);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#events.return(undefined).catch(() => undefined);
  }
}

async function* eventsOf(reader: Reader): AsyncGenerator<Record<string, unknown>> {
  const decoder = new TextDecoder();
  let text = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    text += decoder.decode(next.value, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = text.slice(0, end).match(/^data: (.*)$/m)?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}
