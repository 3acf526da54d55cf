/** What a load process is told: the same request again and again, one at a time on each connection, as real clients do. */
export interface Job {
  readonly port: number;
  readonly framing: 'tnv' | 'http';
  /** The whole request, or its head and prefix when content follows. */
  readonly packet: Buffer;
  /** Bytes of content that follow every packet. */
  readonly contentSize?: number;
  /** Eight hexadecimal digits within the packet that count through the requests. */
  readonly counter?: Counter;
  readonly connections: number;
  readonly until: { readonly ms: number } | { readonly requests: number };
}

/** Makes the requests differ. */
export interface Counter {
  /** Where in the packet the digits begin. */
  readonly at: number;
  readonly first: number;
  /** How many different ones there are before it begins again. */
  readonly count: number;
}

/** What came of a job. */
export interface Tally {
  /** Requests that were answered with success. */
  readonly requests: number;
  /** Bytes of content, sent and received. */
  readonly bytes: number;
  readonly elapsedMs: number;
  /** Processor time of the load process itself. */
  readonly processorMs: number;
  /** From the first byte of a request to the last one of its reply: the median, and what one of a hundred exceeds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}
