import type { HistoryEntry, OperationEnd } from '../../../sim/chaos/history.ts';
import type { Journal } from './journal.ts';

/** Every operation that was begun, with when it began and how it ended. */
export class History {
  readonly entries: HistoryEntry[] = [];
  readonly underWay = new Set<HistoryEntry>();
  readonly #journal: Journal;
  readonly #nowMs: () => number;

  constructor(journal: Journal, nowMs: () => number) {
    this.#journal = journal;
    this.#nowMs = nowMs;
  }

  begin(what: Pick<HistoryEntry, 'operation' | 'appid' | 'userid' | 'fileid' | 'limitMs'>): HistoryEntry {
    const startMs = this.#nowMs();
    const entry = { index: this.entries.length, ...what, startMs, endMs: undefined, end: undefined };
    this.entries.push(entry);
    this.underWay.add(entry);
    return entry;
  }

  end(entry: HistoryEntry, end: OperationEnd): void {
    entry.endMs = this.#nowMs();
    entry.end = end;
    this.underWay.delete(entry);
    const { kind, client, ...rest } = entry.operation;
    const numbers = 'file' in rest ? { user: rest.user, file: rest.file } : {};
    const failed = end.outcome === 'ok' ? {} : { why: end.why };
    const number = end.outcome === 'refused' ? { number: end.errorNumber } : {};
    const lastedMs = Math.round(entry.endMs - entry.startMs);
    this.#journal.note('operation', {
      ...{ index: entry.index, kind, client: client + 1, ...numbers, lastedMs },
      ...{ outcome: end.outcome, ...number, ...failed },
    });
  }
}
