import { describe, expect, it } from 'vitest';
import type { Probed } from '../load/messages.ts';
import { isCalm, outageOf } from './outage.ts';

function seen(probe: string, ...moments: readonly (number | string)[]): Probed[] {
  return moments.map((moment) => {
    const endMs = Number(moment.toString().replace('!', ''));
    return { probe, startMs: endMs - 1, endMs, error: moment.toString().endsWith('!') ? 'no' : undefined };
  });
}

describe('an outage', () => {
  it('is the longest time between two successes', () => {
    const probed = seen('read', 0, 100, 200, 1_700, 1_800);
    expect(outageOf(probed, 'read', 150, 1_800)).toEqual({ longestPauseMs: 1_500, errors: 0 });
  });

  it('is not made shorter by failures, which are counted', () => {
    const probed = seen('read', 100, '300!', '500!', 900, 1_000);
    expect(outageOf(probed, 'read', 200, 1_000)).toEqual({ longestPauseMs: 800, errors: 2 });
  });

  it('may begin before and end after the time looked at', () => {
    const probed = seen('read', 100, 2_000);
    expect(outageOf(probed, 'read', 500, 600)).toEqual({ longestPauseMs: 1_900, errors: 0 });
  });

  it('goes on until the end when nothing works any more', () => {
    expect(outageOf(seen('read', 100, '200!'), 'read', 150, 5_000)).toEqual({ longestPauseMs: 4_900, errors: 1 });
  });

  it('is of one kind of operation', () => {
    const probed = [...seen('read', 100, 200), ...seen('upload', 100, '150!')];
    expect(outageOf(probed, 'read', 100, 200)).toEqual({ longestPauseMs: 100, errors: 0 });
  });
});

describe('calm', () => {
  it('is success of every probe, again and again', () => {
    expect(isCalm(seen('read', 100, 200, 300, 400), 400, 300, 150)).toBe(true);
  });

  it('is not there while one fails, pauses, or has not been heard of', () => {
    const well = seen('read', 100, 200, 300, 400);
    expect(isCalm([...well, ...seen('upload', 100, '300!', 390)], 400, 300, 500)).toBe(false);
    expect(isCalm([...well, ...seen('upload', 100, 390)], 400, 300, 150)).toBe(false);
    expect(isCalm([], 400, 300, 150)).toBe(false);
  });
});
