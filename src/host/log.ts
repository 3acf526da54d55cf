/** What a log line may carry beside its event. */
export type LogFields = Readonly<Record<string, string | number | bigint | boolean | Error | undefined>>;

/** One line an event: a short constant name of what happened, and fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log whose every line carries `fields` too. */
  child(fields: LogFields): Log;
}
