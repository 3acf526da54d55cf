/** Counts things that happened. */
export interface Counter {
  /** Adds `by`, 1 unless told; `labels` are the values of the labels' names, in their order. */
  add(labels: readonly string[], by?: number): void;
}

/** Keeps how values are distributed. */
export interface Histogram {
  observe(labels: readonly string[], value: number): void;
}

/** What a gauge shows: a value for each combination of labels. */
export type GaugeReading = Iterable<readonly [labels: readonly string[], value: number]>;

/** What a metric is called and what it tells; labels are the names of its dimensions. */
export interface MetricName {
  /** As Prometheus has it: `tnv_…`, with the unit; counters end in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** Numbers for whoever watches. Costs nothing where nobody does. Spec: OPS-METRICS. */
export interface Meter {
  counter(metric: MetricName): Counter;
  /** `buckets` are upper bounds, ascending. */
  histogram(metric: MetricName, buckets: readonly number[]): Histogram;
  /** Asks `read` whenever somebody looks; the returned function ends that. */
  gauge(metric: MetricName, read: () => GaugeReading): () => void;
}

/** A meter at which nobody looks. */
export const noMeter: Meter = {
  counter: () => ({ add: () => undefined }),
  histogram: () => ({ observe: () => undefined }),
  gauge: () => () => undefined,
};
