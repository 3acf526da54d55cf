import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import { sleep } from '../host/sleep.ts';
import { logState } from './stateLog.ts';
import type { StorageRecord, StorageTable } from './storageTable.ts';

/** Shortest pause between two looks at the table. */
const PAUSE_MIN_MS = 100;

/** A running status check. */
export interface StatusCheck {
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/**
 * Looks at all storages whenever one may have gone OFFLINE, and logs those that did. It decides nothing: whoever asks
 * for a state gets it from the age of the last sign of life. Spec: TRACKER-STATES.
 */
export function startStatusCheck(host: Host, table: StorageTable, checkActiveIntervalMs: number): StatusCheck {
  const stopping = new AbortController();
  const known = new WeakSet<StorageRecord>();

  /** Logs what has gone OFFLINE; the first moment at which another one may, unless it joins later. */
  const look = (nowMs: number): number => {
    let nextMs = nowMs + checkActiveIntervalMs;
    for (const record of table.records()) {
      if (table.stateOf(record, nowMs) !== 'OFFLINE') {
        known.delete(record);
        nextMs = Math.min(nextMs, table.aliveUntilMs(record));
      } else if (!known.has(record)) {
        known.add(record);
        sometimes('tracker.wentOffline');
        logState(host.log, record, record.beaten ? 'ACTIVE' : 'ONLINE', 'OFFLINE');
      }
    }
    return nextMs;
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const nowMs = host.clock.monotonicMs();
      const pauseMs = Math.max(look(nowMs) + 1 - nowMs, PAUSE_MIN_MS);
      await sleep(host.timers, pauseMs, stopping.signal);
    }
  };
  const running = run();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}
