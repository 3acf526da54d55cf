import type { HistoryEntry } from '../../sim/chaos/history.ts';
import type { SoakOptions } from './options.ts';
import type { SoakOutput, SoakReport } from './soak.ts';

/** Milliseconds between two lines of progress where there is no terminal. */
const LINE_MS = 10_000;
const STORIES_MAX = 20;

/** What a soak prints. */
export class SoakPage implements SoakOutput {
  readonly #options: SoakOptions;
  readonly #startMs = performance.now();
  #saidMs = 0;
  #phase = '';
  #isLineOpen = false;

  constructor(options: SoakOptions) {
    this.#options = options;
  }

  begin(): void {
    const { seed, durationMs, log, bug } = this.#options;
    const planted = bug === undefined ? '' : `, with the bug ${bug} planted`;
    this.say(`soak: seed ${seed}, faults for ${durationMs / 60_000} minutes${planted}; log: ${log}`);
  }

  say(text: string): void {
    if (this.#isLineOpen) process.stdout.write('\n');
    this.#isLineOpen = false;
    process.stdout.write(`${text}\n`);
  }

  progress(phase: string, operations: number, faults: number): void {
    const nowMs = performance.now();
    const text = `${Math.round((nowMs - this.#startMs) / 1000)} s: ${phase}, ${operations} operations, ${faults} faults`;
    if (process.stdout.isTTY) {
      process.stdout.write(`\r${text}\x1b[K`);
      this.#isLineOpen = true;
    } else if (phase !== this.#phase || nowMs - this.#saidMs > LINE_MS) {
      this.#saidMs = nowMs;
      this.say(text);
    }
    this.#phase = phase;
  }

  show({ violations, history, struck, final, files, filesGivenUp }: SoakReport): void {
    const outcomes = (entries: readonly HistoryEntry[]): string => {
      const count = (outcome: string): number => entries.filter(({ end }) => end?.outcome === outcome).length;
      return [count('ok'), count('refused'), count('unanswered')].map((n) => String(n).padStart(11)).join('');
    };
    this.say(`\n${'operation'.padEnd(14)}${['ok', 'refused', 'unanswered'].map((text) => text.padStart(11)).join('')}`);
    for (const [kind, entries] of Map.groupBy(history, ({ operation }) => operation.kind)) {
      this.say(`${kind.padEnd(14)}${outcomes(entries)}`);
    }
    this.say(`\n${'fault'.padEnd(14)}${'times'.padStart(11)}`);
    const kinds = Map.groupBy(struck, ({ kind }) => kind);
    for (const [kind, { length }] of [...kinds].sort()) this.say(`${kind.padEnd(14)}${String(length).padStart(11)}`);
    const bytes = final.rows.reduce((sum, { size }) => sum + size, 0);
    this.say(
      `\n${files} files judged (${filesGivenUp} with too many possible orders); ${final.rows.length} left, ${bytes} bytes`,
    );
    for (const { statement, kind, story } of violations.slice(0, STORIES_MAX)) {
      this.say(`VIOLATION ${statement} (${kind}): ${story}`);
    }
    const { seed, log, timeline } = this.#options;
    this.say(`each fault, beside what the clients did meanwhile: ${timeline}`);
    const verdict = violations.length === 0 ? 'no violation' : `${violations.length} violations`;
    this.say(`soak: ${verdict}; seed ${seed}; log: ${log}`);
  }
}
