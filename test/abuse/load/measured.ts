/** What the well-behaved client does, in this order, again and again. */
export const OPERATIONS = ['ids', 'saddrs', 'filesize', 'upload', 'download', 'connect', 'http'] as const;

export type Operation = (typeof OPERATIONS)[number];

/** What the client is told of the site: ports of 127.0.0.1. */
export interface Ports {
  readonly tracker: number;
  readonly id: number;
  readonly storage: number;
  readonly http: number;
}

/** What came of a window. */
export interface Measured {
  /** Milliseconds that each operation took that was answered right. */
  readonly latencies: Readonly<Record<Operation, readonly number[]>>;
  /** What went wrong: an answer that was wrong, a refusal, a lost connection. */
  readonly errors: readonly string[];
}

export function noMeasure(): { latencies: Record<Operation, number[]>; errors: string[] } {
  return {
    latencies: { ids: [], saddrs: [], filesize: [], upload: [], download: [], connect: [], http: [] },
    errors: [],
  };
}
