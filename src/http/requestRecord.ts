import type { Host } from '../host/host.ts';
import type { HttpRequest } from '../host/http.ts';
import type { Counter, Histogram } from '../host/meter.ts';
import type { Answer } from './answer.ts';

/** What became of a request that failed. */
export interface Failure {
  readonly outcome: 'refused' | 'left' | 'cut off';
  readonly level: 'info' | 'warn' | 'error';
  readonly error: Error;
}

/** Characters of a request's target that are logged. */
const LOGGED_TARGET_MAX = 200;
/** Upper bounds in seconds: from a page to a film. */
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 60, 600];
/** A viewer must not be able to make up new ones. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

/** What a gateway tells of its requests: a line in the log and the metrics. Spec: OPS-METRICS. */
export class RequestRecord {
  readonly #host: Pick<Host, 'clock' | 'log'>;
  readonly #requests: Counter;
  readonly #seconds: Histogram;
  readonly #bytes: Counter;

  constructor(host: Pick<Host, 'clock' | 'log' | 'meter'>) {
    this.#host = host;
    this.#requests = host.meter.counter({
      name: 'tnv_http_requests_total',
      help: 'Requests of viewers by method, status (0: no head was sent) and what became of them.',
      labels: ['method', 'status', 'outcome'],
    });
    this.#seconds = host.meter.histogram(
      {
        name: 'tnv_http_request_seconds',
        help: 'From the head of a request to the end of its answer.',
        labels: ['method'],
      },
      SECONDS,
    );
    this.#bytes = host.meter.counter({ name: 'tnv_http_body_bytes_total', help: 'Bytes of bodies sent to viewers.' });
  }

  /** A request is over, for better or worse. */
  ended(request: HttpRequest, answer: Answer, startMs: number, failure: Failure | undefined): void {
    const elapsedMs = this.#host.clock.monotonicMs() - startMs;
    const outcome = failure?.outcome ?? 'ok';
    const method = METHODS.includes(request.method) ? request.method : 'other';
    this.#requests.add([method, String(answer.status ?? 0), outcome]);
    this.#seconds.observe([method], elapsedMs / 1000);
    this.#bytes.add([], answer.bytes);
    this.#host.log[failure?.level ?? 'info']('request', {
      peer: request.peer,
      method: request.method,
      target: request.target.slice(0, LOGGED_TARGET_MAX),
      status: answer.status,
      bytes: answer.bytes,
      ms: Math.round(elapsedMs * 1000) / 1000,
      outcome,
      error: failure?.error,
    });
  }
}
