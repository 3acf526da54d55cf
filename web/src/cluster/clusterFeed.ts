import { signal } from '@preact/signals';
import type { ClusterSnapshot } from '../api/types.ts';
import { LoadHistory } from './loadHistory.ts';

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 15_000;

/** What the gateway last said about the cluster, and when that came. */
export interface ClusterNews {
  readonly snapshot: ClusterSnapshot;
  /** The viewer's clock less the gateway's, in milliseconds. */
  readonly clockAheadMs: number;
}

export const clusterNews = signal<ClusterNews | undefined>(undefined);
/** Whether what is shown is what is. */
export const liveness = signal<'connecting' | 'live' | 'lost'>('connecting');
/** Requests a second over the last minute. */
export const loadHistory = new LoadHistory();

/** Follows the cluster while the page is looked at. Returns what ends that. Spec: PAGE-CLUSTER-LIVE. */
export function followCluster(): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let backoffMs = BACKOFF_FIRST_MS;

  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const open = (): void => {
    close();
    const opened = new EventSource('/api/cluster/events');
    source = opened;
    opened.addEventListener('cluster', (event: MessageEvent<string>) => {
      const snapshot = JSON.parse(event.data) as ClusterSnapshot;
      const atMs = Date.parse(snapshot.at);
      loadHistory.note(snapshot, atMs);
      clusterNews.value = { snapshot, clockAheadMs: Date.now() - atMs };
      liveness.value = 'live';
      backoffMs = BACKOFF_FIRST_MS;
    });
    opened.addEventListener('error', () => {
      if (liveness.value === 'live') liveness.value = 'lost';
      // A connection that was cut the browser makes again itself; a refusal it takes for final.
      if (opened.readyState !== EventSource.CLOSED) return;
      liveness.value = 'lost';
      timer = setTimeout(open, backoffMs);
      backoffMs = Math.min(BACKOFF_MAX_MS, backoffMs * 2);
    });
  };
  const look = (): void => {
    if (document.hidden) close();
    else if (source === undefined) open();
  };
  liveness.value = 'connecting';
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    close();
  };
}
