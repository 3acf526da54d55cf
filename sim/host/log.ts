import type { Log, LogFields } from '../../src/host/log.ts';
import type { Kernel } from '../kernel.ts';
import type { Life } from './life.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line a process has logged. */
export interface LogLine {
  readonly atMs: number;
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
}

/** Keeps the newest lines. */
export class LogLines {
  readonly #lines: LogLine[] = [];
  readonly #countMax: number;

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  /** Whether any are kept. */
  get kept(): boolean {
    return this.#countMax > 0;
  }

  /** Oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > 2 * this.#countMax) this.#lines.splice(0, this.#countMax);
  }
}

/** The log of one process. */
export class SimLog implements Log {
  readonly #life: Life;
  readonly #kernel: Kernel;
  readonly #lines: LogLines;
  readonly #fields: LogFields;

  constructor(life: Life, kernel: Kernel, lines: LogLines, fields: LogFields = {}) {
    this.#life = life;
    this.#kernel = kernel;
    this.#lines = lines;
    this.#fields = fields;
  }

  debug(event: string, fields?: LogFields): void {
    this.#add('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#add('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#add('warn', event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#add('error', event, fields);
  }

  child(fields: LogFields): Log {
    return new SimLog(this.#life, this.#kernel, this.#lines, { ...this.#fields, ...fields });
  }

  #add(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (!this.#life.alive || !this.#lines.kept) return;
    this.#lines.add({ atMs: this.#kernel.nowMs, level, event, fields: { ...this.#fields, ...fields } });
  }
}
