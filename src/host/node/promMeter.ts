import {
  collectDefaultMetrics,
  Gauge,
  Counter as PromCounter,
  Histogram as PromHistogram,
  Registry,
} from 'prom-client';
import type { Counter, GaugeReading, Histogram, Meter, MetricName } from '../meter.ts';

/** The metrics of a process, for Prometheus to fetch. Spec: OPS-METRICS. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #readers = new Map<string, Set<() => GaugeReading>>();

  /** Metrics of Node.js itself (processor time, memory, event loop) are among them. */
  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  readonly contentType: string = Registry.PROMETHEUS_CONTENT_TYPE;

  /** All metrics as text in the exposition format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** A meter whose metrics all carry the label `daemon`. */
  meter(daemon: string): Meter {
    return {
      counter: (metric) => this.#counter(metric, daemon),
      histogram: (metric, buckets) => this.#histogram(metric, buckets, daemon),
      gauge: (metric, read) => this.#gauge(metric, read, daemon),
    };
  }

  #counter(metric: MetricName, daemon: string): Counter {
    const counter =
      (this.#registry.getSingleMetric(metric.name) as PromCounter | undefined) ??
      new PromCounter({ ...described(metric), registers: [this.#registry] });
    const child = remembered((labels) => counter.labels(daemon, ...labels));
    return { add: (labels, by = 1) => child(labels).inc(by) };
  }

  #histogram(metric: MetricName, buckets: readonly number[], daemon: string): Histogram {
    const histogram =
      (this.#registry.getSingleMetric(metric.name) as PromHistogram | undefined) ??
      new PromHistogram({ ...described(metric), buckets: [...buckets], registers: [this.#registry] });
    const child = remembered((labels) => histogram.labels(daemon, ...labels));
    return { observe: (labels, value) => child(labels).observe(value) };
  }

  #gauge(metric: MetricName, read: () => GaugeReading, daemon: string): () => void {
    const readers = this.#readers.get(metric.name) ?? this.#newGauge(metric);
    const reader = (): GaugeReading => [...read()].map(([labels, value]) => [[daemon, ...labels], value] as const);
    readers.add(reader);
    return () => void readers.delete(reader);
  }

  #newGauge(metric: MetricName): Set<() => GaugeReading> {
    const readers = new Set<() => GaugeReading>();
    this.#readers.set(metric.name, readers);
    new Gauge({
      ...described(metric),
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const read of readers) for (const [labels, value] of read()) this.labels(...labels).set(value);
      },
    });
    return readers;
  }
}

function described({ name, help, labels = [] }: MetricName): { name: string; help: string; labelNames: string[] } {
  return { name, help, labelNames: ['daemon', ...labels] };
}

/** The same function, which finds what it made for the same labels without making it again. */
function remembered<Child>(make: (labels: readonly string[]) => Child): (labels: readonly string[]) => Child {
  const children = new Map<string, Child>();
  return (labels) => {
    const key = labels.length === 1 ? (labels[0] ?? '') : labels.join('\0');
    let child = children.get(key);
    if (child === undefined) {
      child = make(labels);
      children.set(key, child);
    }
    return child;
  };
}
