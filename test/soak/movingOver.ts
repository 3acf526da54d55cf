import type { HistoryEntry, Violation } from '../../sim/chaos/history.ts';

/** When deployed daemons were replaced. */
export interface Departures {
  /** Milliseconds of the soak, by name. */
  readonly goneMs: ReadonlyMap<string, number>;
  /** Seconds since the epoch, of the last one. */
  readonly lastSeconds: number;
}

const SERVER = /^(?:At [\d.]+ s )?(\S+?)(?:'s reply| refused)/;
const UPLOADED = /\/([0-9A-F]+)_[0-9A-F]{3} /;

/**
 * The history as far as it can be judged: the sizes that were told while there was a deployed storage say nothing, for
 * it takes them from the cache. Spec: MIX-DELETED.
 */
export function judgeable(history: readonly HistoryEntry[], { goneMs }: Departures): HistoryEntry[] {
  const lastMs = Math.max(...goneMs.values());
  return history.map((entry) => {
    const told = entry.operation.kind === 'filesize' && entry.end?.outcome === 'ok' && entry.startMs < lastMs;
    return told ? { ...entry, end: { outcome: 'unanswered', why: 'a deployed storage may have said so' } } : entry;
  });
}

/** Whether deployed daemons are known for this, and it does no harm: spec/moving-over.md says what these things are. */
export function isOfDeployed({ statement, story, atMs }: Violation, { goneMs, lastSeconds }: Departures): boolean {
  switch (statement) {
    case 'ERR-NUMBERS':
    case 'ERR-DESERVED': {
      const server = SERVER.exec(story)?.[1] ?? '';
      return atMs <= (goneMs.get(server) ?? 0);
    }
    // Bytes that no row speaks of; ours leave none.
    case 'UPLOAD-ALL-OR-NOTHING':
      return story.includes('no row') && Number.parseInt(UPLOADED.exec(story)?.[1] ?? 'FFFFFFFFF', 16) <= lastSeconds;
    default:
      return false;
  }
}
