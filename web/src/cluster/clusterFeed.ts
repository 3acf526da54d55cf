import { signal } from '@preact/signals';
import type { ClusterSnapshot } from '../api/types.ts';
import { LoadHistory } from './loadHistory.ts';

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 15_000;
/** The gateway says something every 15 s; a connection that is silent for longer is dead, whatever the browser thinks. */
const SILENCE_MAX_MS = 30_000;

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
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let backoffMs = BACKOFF_FIRST_MS;

  const close = (): void => {
    clearTimeout(retry);
    clearTimeout(silence);
    source?.close();
    source = undefined;
  };
  const listen = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      liveness.value = 'lost';
      open();
    }, SILENCE_MAX_MS);
  };
  const open = (): void => {
    close();
    listen();
    const opened = new EventSource('/api/cluster/events');
    source = opened;
    opened.addEventListener('quiet', listen);
    opened.addEventListener('cluster', (event: MessageEvent<string>) => {
      const snapshot = JSON.parse(event.data) as ClusterSnapshot;
      const atMs = Date.parse(snapshot.at);
      loadHistory.note(snapshot, atMs);
      clusterNews.value = { snapshot, clockAheadMs: Date.now() - atMs };
      liveness.value = 'live';
      backoffMs = BACKOFF_FIRST_MS;
      listen();
    });
    opened.addEventListener('error', () => {
      if (liveness.value === 'live') liveness.value = 'lost';
      // A connection that was cut the browser makes again itself; a refusal it takes for final.
      if (opened.readyState !== EventSource.CLOSED) return;
      liveness.value = 'lost';
      retry = setTimeout(open, backoffMs);
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
