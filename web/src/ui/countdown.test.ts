import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCountdown } from './countdown.ts';

describe('a countdown', () => {
  const run = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    run.mockClear();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs out', () => {
    startCountdown(1_000, run);
    vi.advanceTimersByTime(999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });

  it('stands still while it is held, and has left afterwards what it had left before', () => {
    const countdown = startCountdown(1_000, run);
    vi.advanceTimersByTime(400);
    countdown.hold();
    countdown.hold();
    vi.advanceTimersByTime(60_000);
    countdown.release();
    vi.advanceTimersByTime(599);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  });

  it('never runs once it is cancelled, and once only when it is finished', () => {
    const cancelled = startCountdown(1_000, run);
    cancelled.cancel();
    cancelled.release();
    cancelled.finish();
    vi.advanceTimersByTime(5_000);
    expect(run).not.toHaveBeenCalled();
    const finished = startCountdown(1_000, run);
    finished.finish();
    finished.finish();
    vi.advanceTimersByTime(5_000);
    expect(run).toHaveBeenCalledOnce();
  });
});
