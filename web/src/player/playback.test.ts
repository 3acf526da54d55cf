import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaFile } from '../api/types.ts';
import { type PlaybackState, startPlayback } from './playback.ts';

const FILE: MediaFile = {
  ...{ id: 'a', name: '', type: 'video/mp4', size: 5, uploadedAt: null },
  ...{ url: '/files/a', hlsUrl: null },
};
const ERRORS = { network: 2, decode: 3, source: 4 } as const;

/** As much of a media element as playback needs; the test plays the browser. */
class FakeMedia extends EventTarget {
  readonly sources: string[] = [];
  currentTime = 0;
  duration = 100;
  paused = true;
  ended = false;
  readyState = 0;
  error: { code: number } | null = null;

  set src(address: string) {
    this.sources.push(address);
    this.error = null;
  }

  removeAttribute(): void {
    this.currentTime = 0;
    this.readyState = 0;
  }

  load(): void {}

  async play(): Promise<void> {
    this.paused = false;
  }

  canPlayType(): string {
    return '';
  }

  happens(event: string): void {
    this.dispatchEvent(new Event(event));
  }

  begins(): void {
    this.readyState = 4;
    this.happens('loadedmetadata');
  }

  fails(kind: keyof typeof ERRORS): void {
    this.error = { code: ERRORS[kind] };
    this.happens('error');
  }
}

describe('playback', () => {
  let media: FakeMedia;
  let states: PlaybackState[];
  let resumed: number[];
  let answer: () => Response;
  let kept: unknown[];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('MediaError', { MEDIA_ERR_NETWORK: ERRORS.network });
    vi.stubGlobal('addEventListener', () => undefined);
    answer = () => new Response(null, { status: 200 });
    kept = [];
    vi.stubGlobal('fetch', async (_path: string, init: RequestInit) => {
      if (init.method !== 'PUT') return answer();
      kept.push(JSON.parse(String(init.body)));
      return new Response(null, { status: 204 });
    });
    media = new FakeMedia();
    states = [];
    resumed = [];
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const start = async (leftOffS: number | null = null): Promise<void> => {
    stop = startPlayback(media as unknown as HTMLMediaElement, FILE, leftOffS, {
      onState: (state) => states.push(state),
      onResumed: (seconds) => resumed.push(seconds),
      onMetadata: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(0);
  };

  // Spec: PAGE-RESUME
  it('begins where the viewer left off', async () => {
    await start(42);
    media.begins();
    expect([media.currentTime, resumed]).toEqual([42, [42]]);
  });

  // Spec: PAGE-RESUME
  it('keeps the position while it plays, when it pauses and when it is left, and begins anew after the end', async () => {
    await start();
    media.begins();
    await media.play();
    media.currentTime = 6;
    await vi.advanceTimersByTimeAsync(5_000);
    media.currentTime = 9;
    media.happens('pause');
    media.currentTime = 9.4;
    media.happens('pause');
    media.currentTime = 100;
    media.ended = true;
    media.happens('ended');
    media.ended = false;
    media.currentTime = 70;
    stop();
    expect(kept).toEqual([{ seconds: 6 }, { seconds: 9 }, { seconds: 0 }, { seconds: 70 }]);
  });

  // Spec: PAGE-GOES-ON
  it('goes on at the same place when the connection is cut', async () => {
    await start();
    media.begins();
    await media.play();
    media.currentTime = 33;
    media.fails('network');
    await vi.advanceTimersByTimeAsync(500);
    expect(media.sources).toEqual(['/files/a', '/files/a']);
    media.paused = true;
    media.begins();
    expect([media.currentTime, media.paused, states]).toEqual([33, false, ['fine', 'reconnecting', 'fine']]);
  });

  // Spec: PAGE-GOES-ON
  it('asks at growing intervals while no storage is active, and gives up in the end', async () => {
    await start();
    answer = () => new Response(null, { status: 503 });
    const waitsMs: number[] = [];
    while (states.at(-1) !== 'failed') {
      const [before, sinceMs] = [media.sources.length, Date.now()];
      media.fails('source');
      await vi.advanceTimersByTimeAsync(0);
      if (states.at(-1) === 'failed') break;
      while (media.sources.length === before) await vi.advanceTimersByTimeAsync(250);
      waitsMs.push(Date.now() - sinceMs);
    }
    expect(waitsMs).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(states.at(-1)).toBe('failed');
  });

  // Spec: PAGE-GOES-ON
  it('has all its tries again once it has played on', async () => {
    await start();
    media.begins();
    for (let cut = 0; cut < 20; cut++) {
      media.currentTime += 10;
      media.happens('timeupdate');
      media.fails('network');
      await vi.advanceTimersByTimeAsync(500);
      media.begins();
    }
    expect(states).not.toContain('failed');
    expect(media.sources).toHaveLength(21);
  });

  // Spec: PAGE-GOES-ON
  it('gives up at once on a file that is gone, and after one more try on what cannot be played', async () => {
    await start();
    answer = () => new Response(null, { status: 404 });
    media.fails('source');
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toEqual(['failed']);
    answer = () => new Response(null, { status: 200 });
    media.fails('decode');
    await vi.advanceTimersByTimeAsync(500);
    media.fails('decode');
    await vi.advanceTimersByTimeAsync(0);
    expect(states).toEqual(['failed', 'reconnecting', 'unplayable']);
  });

  it('asks for nothing any more once it is left', async () => {
    await start();
    media.fails('network');
    await vi.advanceTimersByTimeAsync(100);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(media.sources).toHaveLength(1);
  });
});
