import type { Host } from '../host/host.ts';
import type { LogFields } from '../host/log.ts';
import type { Counter, Histogram } from '../host/meter.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { EndOfStream } from '../wire/byteReader.ts';
import type { ServerCommand } from './command.ts';
import { isForeseen, OutcomeUnknown, refusalOf } from './refusal.ts';

/** Upper bounds of the latency histogram, in seconds: from what memory answers to what a large upload takes. */
const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** A request of which something is to be said. */
export interface RecordedRequest {
  readonly peer: string;
  /** undefined: no command of this server. */
  readonly command: ServerCommand | undefined;
  readonly commandByte: number;
  /** By the monotonic clock. */
  readonly startMs: number;
}

/** What a server tells of its requests: a line in the log and the metrics. Spec: OPS-METRICS. */
export class RequestRecord {
  readonly #host: Pick<Host, 'clock' | 'log'>;
  readonly #requests: Counter;
  readonly #seconds: Histogram;
  readonly #bytes: Counter;

  constructor(host: Pick<Host, 'clock' | 'log' | 'meter'>) {
    this.#host = host;
    this.#requests = host.meter.counter({
      name: 'tnv_requests_total',
      help: 'Requests by command and by what became of them: ok, the error number, cut, or unknown.',
      labels: ['command', 'outcome'],
    });
    this.#seconds = host.meter.histogram(
      { name: 'tnv_request_seconds', help: 'From the head of a request to the end of its reply.', labels: ['command'] },
      SECONDS,
    );
    this.#bytes = host.meter.counter({
      name: 'tnv_body_bytes_total',
      help: 'Bytes of the bodies of requests (in) and replies (out).',
      labels: ['command', 'direction'],
    });
  }

  /**
   * A request was answered: `ok`, or with the error number it was refused with. What is the peer's doing is
   * information, what is ours a warning, and what nobody foresaw an error with its stack. The success of what is
   * routine is for debugging only.
   */
  answered(request: RecordedRequest, bytesIn: number, bytesOut: number, error: unknown): void {
    const { log } = this.#host;
    const fields = { ...this.#fields(request), bytes: bytesIn + bytesOut };
    const name = nameOf(request);
    this.#bytes.add([name, 'in'], bytesIn);
    this.#bytes.add([name, 'out'], bytesOut);
    if (error === undefined) {
      this.#requests.add([name, 'ok']);
      log[isRoutine(request) ? 'debug' : 'info']('request', { ...fields, outcome: 'ok' });
      return;
    }
    const outcome = refusalOf(error, '').errorNumber;
    this.#requests.add([name, String(outcome)]);
    if (!isForeseen(error)) {
      log.error('request', { ...fields, outcome, error: asError(error) });
    } else if (outcome >= 500) {
      log.warn('request', { ...fields, outcome, why: error.message });
    } else {
      log.info('request', { ...fields, outcome, why: error.message });
    }
  }

  /** A request's connection was cut before the end of its reply: `cut off`, or `unknown` when it may have taken effect. */
  cut(request: RecordedRequest, error: unknown): void {
    const { log } = this.#host;
    const fields = this.#fields(request);
    const unknown = error instanceof OutcomeUnknown;
    this.#requests.add([nameOf(request), unknown ? 'unknown' : 'cut']);
    if (error instanceof ConnectionLost || error instanceof EndOfStream) {
      log.info('request', { ...fields, outcome: 'cut off', why: error.message });
    } else if (unknown) {
      log.warn('request', { ...fields, outcome: 'unknown', why: error.message });
    } else {
      log.error('request', { ...fields, outcome: 'cut off', error: asError(error) });
    }
  }

  #fields(request: RecordedRequest): LogFields {
    const elapsedMs = this.#host.clock.monotonicMs() - request.startMs;
    this.#seconds.observe([nameOf(request)], elapsedMs / 1000);
    const command = request.command?.name ?? `command ${request.commandByte}`;
    return { peer: request.peer, command, ms: Math.round(elapsedMs * 1000) / 1000 };
  }
}

/** The name that metrics use: a peer must not be able to make up new ones. */
function nameOf({ command }: RecordedRequest): string {
  return command?.name ?? 'unknown';
}

function isRoutine({ command }: RecordedRequest): boolean {
  return command?.kind === 'small' && command.routine === true;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
