import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clusterNews, followCluster, liveness } from './clusterFeed.ts';

const SNAPSHOT = { at: '2026-01-31T12:00:00Z', trackers: [], ids: [], groups: [] };

/** As much of an EventSource as the feed needs; the test plays the gateway. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: FakeSource[] = [];
  readyState = 0;

  constructor() {
    super();
    FakeSource.opened.push(this);
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  say(type: string, data: unknown = {}): void {
    this.readyState = 1;
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) }));
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

// Spec: PAGE-CLUSTER-LIVE
describe('the view of the cluster, as the gateway tells it', () => {
  let page: EventTarget & { hidden: boolean };
  let leave: () => void;
  const sources = FakeSource.opened;
  const last = (): FakeSource => sources.at(-1) as FakeSource;

  beforeEach(() => {
    vi.useFakeTimers();
    page = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal('EventSource', FakeSource);
    vi.stubGlobal('document', page);
    sources.splice(0);
    clusterNews.value = undefined;
    leave = followCluster();
  });

  afterEach(() => {
    leave();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is live from the first news on', () => {
    expect(liveness.value).toBe('connecting');
    last().say('cluster', SNAPSHOT);
    expect([liveness.value, clusterNews.value?.snapshot]).toEqual(['live', SNAPSHOT]);
  });

  it('stays live while the gateway says that all is quiet', () => {
    last().say('cluster', SNAPSHOT);
    for (let turn = 0; turn < 10; turn++) {
      vi.advanceTimersByTime(15_000);
      last().say('quiet');
    }
    expect([liveness.value, sources.length]).toEqual(['live', 1]);
  });

  it('is lost when nothing comes any more, asks anew, and is live again when the gateway speaks', () => {
    last().say('cluster', SNAPSHOT);
    vi.advanceTimersByTime(30_000);
    expect([liveness.value, sources.length, sources[0]?.readyState]).toEqual(['lost', 2, FakeSource.CLOSED]);
    // It hangs again, before the first word.
    vi.advanceTimersByTime(30_000);
    expect([liveness.value, sources.length]).toEqual(['lost', 3]);
    // That somebody is there does not make true what is shown.
    last().say('quiet');
    expect(liveness.value).toBe('lost');
    last().say('cluster', SNAPSHOT);
    expect(liveness.value).toBe('live');
  });

  it('is lost when the connection is cut, which the browser makes anew', () => {
    last().say('cluster', SNAPSHOT);
    last().fail(0);
    expect([liveness.value, sources.length]).toEqual(['lost', 1]);
    last().say('cluster', SNAPSHOT);
    expect(liveness.value).toBe('live');
  });

  it('asks anew after a refusal, at growing intervals', () => {
    last().fail(FakeSource.CLOSED);
    for (const [waitMs, count] of [
      [1_000, 2],
      [2_000, 3],
      [4_000, 4],
    ] as const) {
      vi.advanceTimersByTime(waitMs - 1);
      expect(sources.length).toBe(count - 1);
      vi.advanceTimersByTime(1);
      expect(sources.length).toBe(count);
      last().fail(FakeSource.CLOSED);
    }
    expect(liveness.value).toBe('lost');
  });

  it('rests while nobody looks', () => {
    last().say('cluster', SNAPSHOT);
    page.hidden = true;
    page.dispatchEvent(new Event('visibilitychange'));
    expect([last().readyState, vi.getTimerCount()]).toEqual([FakeSource.CLOSED, 0]);
    page.hidden = false;
    page.dispatchEvent(new Event('visibilitychange'));
    expect(sources.length).toBe(2);
  });
});
