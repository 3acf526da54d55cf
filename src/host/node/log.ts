import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Log, LogFields } from '../log.ts';
import { LinesInPieces } from './linesInPieces.ts';

/** Which lines are logged: those of this level and worse. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const SEVERITIES: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/** Where lines go and which. */
export interface LogOptions {
  /** `info` unless told; `silent` for none. */
  readonly level?: LogLevel;
  /** Lines for people, coloured, instead of one JSON object a line; on a terminal unless told. */
  readonly pretty?: boolean;
  /** Standard error unless told. */
  readonly stream?: DestinationStream;
}

const STANDARD_ERROR = 2;

/** How much is logged, for a log and all its children; may change at any time. */
class Threshold {
  severity: number;

  constructor(level: LogLevel) {
    this.severity = SEVERITIES[level];
  }
}

/** A log whose level may change while it is in use. */
export interface NodeLog extends Log {
  /** From now on, for its children too. */
  setLevel(level: LogLevel): void;
}

/** A log of one JSON object a line, or of lines for people. */
export function createLog(options: LogOptions = {}): NodeLog {
  const forPeople = options.pretty ?? (options.stream === undefined && process.stderr.isTTY);
  const stream = options.stream ?? standardError(forPeople);
  const logger = pino(
    {
      level: 'debug',
      messageKey: 'event',
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    forPeople ? prettified(stream) : stream,
  );
  return new PinoLog(logger, new Threshold(options.level ?? 'info'));
}

class PinoLog implements NodeLog {
  readonly #logger: Logger;
  readonly #threshold: Threshold;

  constructor(logger: Logger, threshold: Threshold) {
    this.#logger = logger;
    this.#threshold = threshold;
  }

  debug(event: string, fields: LogFields = {}): void {
    if (this.#threshold.severity <= SEVERITIES.debug) this.#logger.debug(writable(fields), event);
  }

  info(event: string, fields: LogFields = {}): void {
    if (this.#threshold.severity <= SEVERITIES.info) this.#logger.info(writable(fields), event);
  }

  warn(event: string, fields: LogFields = {}): void {
    if (this.#threshold.severity <= SEVERITIES.warn) this.#logger.warn(writable(fields), event);
  }

  error(event: string, fields: LogFields = {}): void {
    if (this.#threshold.severity <= SEVERITIES.error) this.#logger.error(writable(fields), event);
  }

  child(fields: LogFields): Log {
    return new PinoLog(this.#logger.child(writable(fields)), this.#threshold);
  }

  setLevel(level: LogLevel): void {
    this.#threshold.severity = SEVERITIES[level];
  }
}

/** The same fields as JSON can hold them: errors with name, message, stack and causes; big integers as digits. */
function writable(fields: LogFields): object {
  let copy: Record<string, unknown> | undefined;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === 'bigint') {
      copy ??= { ...fields };
      copy[key] = Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    } else if (value instanceof Error) {
      copy ??= { ...fields };
      copy[key] = pino.stdSerializers.errWithCause(value);
    }
  }
  return copy ?? fields;
}

/** For people line by line, at once. */
function standardError(forPeople: boolean): DestinationStream {
  const stream = destination({ dest: STANDARD_ERROR, sync: forPeople });
  return forPeople ? stream : new LinesInPieces(stream);
}

function prettified(stream: DestinationStream): DestinationStream {
  const prettify = prettyFactory({
    colorize: true,
    messageKey: 'event',
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
  return {
    write(line) {
      const text: unknown = prettify(line);
      stream.write(typeof text === 'string' ? text : line);
    },
  };
}
