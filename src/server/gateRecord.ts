import type { GateWatch, Refusal } from '../host/gate.ts';
import type { Host } from '../host/host.ts';
import type { Counter } from '../host/meter.ts';
import { Seldom } from '../host/seldom.ts';

/** Whoever presses in presses often: milliseconds between two lines about it. */
const LINE_INTERVAL_MS = 1_000;

/** What a daemon tells of the connections it does not bear. Spec: CONN-FULL, OPS-METRICS. */
export class GateRecord implements GateWatch {
  readonly #log: Host['log'];
  readonly #refused: Counter;
  readonly #displaced: Counter;
  readonly #refusals: Seldom;
  readonly #displacements: Seldom;

  constructor({ clock, log, meter }: Pick<Host, 'clock' | 'log' | 'meter'>) {
    this.#log = log;
    this.#refused = meter.counter({
      name: 'tnv_connections_refused_total',
      help: 'Connections that were not let in, by the limit: full for all peers, peer full for one; or misbehaved: their peer was cut a moment ago.',
      labels: ['why'],
    });
    this.#displaced = meter.counter({
      name: 'tnv_connections_displaced_total',
      help: 'Connections that had asked for nothing and were closed to make room for others.',
    });
    this.#refusals = new Seldom(clock, LINE_INTERVAL_MS);
    this.#displacements = new Seldom(clock, LINE_INTERVAL_MS);
  }

  refused(peer: string, why: Refusal, open: number): void {
    this.#refused.add([why]);
    this.#refusals.happened((times) => this.#log.warn('connection refused', { peer, why, open, times }));
  }

  displaced(peer: string, open: number): void {
    this.#displaced.add([]);
    this.#displacements.happened((times) => this.#log.warn('silent connection closed', { peer, open, times }));
  }
}
