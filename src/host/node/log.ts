import { type DestinationStream, destination, type Level, type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Log, LogFields } from '../log.ts';

/** Where lines go and which. */
export interface LogOptions {
  /** `info` unless told; `silent` for none. */
  readonly level?: Level | 'silent';
  /** Lines for people, coloured, instead of one JSON object a line; on a terminal unless told. */
  readonly pretty?: boolean;
  /** Standard error unless told. */
  readonly stream?: DestinationStream;
}

const STANDARD_ERROR = 2;

/** A log of one JSON object a line, or of lines for people. */
export function createLog(options: LogOptions = {}): Log {
  const forPeople = options.pretty ?? (options.stream === undefined && process.stderr.isTTY);
  const stream = options.stream ?? destination({ dest: STANDARD_ERROR, sync: forPeople });
  const logger = pino(
    {
      level: options.level ?? 'info',
      messageKey: 'event',
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    forPeople ? prettified(stream) : stream,
  );
  return new NodeLog(logger);
}

class NodeLog implements Log {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(event: string, fields: LogFields = {}): void {
    if (this.#logger.isLevelEnabled('debug')) this.#logger.debug(writable(fields), event);
  }

  info(event: string, fields: LogFields = {}): void {
    if (this.#logger.isLevelEnabled('info')) this.#logger.info(writable(fields), event);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.#logger.warn(writable(fields), event);
  }

  error(event: string, fields: LogFields = {}): void {
    this.#logger.error(writable(fields), event);
  }

  child(fields: LogFields): Log {
    return new NodeLog(this.#logger.child(writable(fields)));
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
