import { describe, expect, it } from 'vitest';
import { playerKey } from './playerKey.ts';
import { resumeAt } from './resume.ts';

// Spec: PAGE-RESUME
describe('a video', () => {
  it.each([
    [null, 100, 0],
    [4.9, 100, 0],
    [5, 100, 5],
    [60, 100, 60],
    [90, 100, 90],
    [90.1, 100, 0],
    [500, 100, 0],
    [60, Number.POSITIVE_INFINITY, 60],
    [60, Number.NaN, 60],
  ])('left off at %s of %s s begins at %s', (leftOff, duration, at) => {
    expect(resumeAt(leftOff, duration)).toBe(at);
  });
});

// Spec: PAGE-KEYBOARD
describe('a key', () => {
  const media = (state: Partial<HTMLMediaElement> = {}): HTMLMediaElement =>
    ({ currentTime: 50, duration: 100, volume: 0.5, muted: false, playbackRate: 1, ...state }) as HTMLMediaElement;
  const pressed = (key: string, state?: Partial<HTMLMediaElement>): HTMLMediaElement => {
    const element = media(state);
    playerKey(key)?.run(element);
    return element;
  };

  it.each([
    ['ArrowLeft', 45],
    ['ArrowRight', 55],
    ['j', 40],
    ['L', 60],
    ['0', 0],
    ['9', 90],
  ])('%s goes to %d s from the middle', (key, at) => {
    expect(pressed(key).currentTime).toBe(at);
  });

  it('stays within the video', () => {
    expect(pressed('j', { currentTime: 3 }).currentTime).toBe(0);
    expect(pressed('l', { currentTime: 97 }).currentTime).toBe(100);
    expect(pressed('5', { duration: Number.NaN }).currentTime).toBe(50);
  });

  it('changes volume and speed within their limits', () => {
    expect(pressed('ArrowUp').volume).toBeCloseTo(0.6);
    expect(pressed('ArrowUp', { volume: 0.95, muted: true })).toMatchObject({ volume: 1, muted: false });
    expect(pressed('ArrowDown', { volume: 0.04 }).volume).toBe(0);
    expect(pressed('m').muted).toBe(true);
    expect(pressed('>').playbackRate).toBe(1.25);
    expect(pressed('<').playbackRate).toBe(0.75);
    expect(pressed('>', { playbackRate: 2 }).playbackRate).toBe(2);
  });

  it('that means nothing does nothing', () => {
    for (const key of ['Tab', 'Escape', 'q', 'Enter', 'F5']) expect(playerKey(key)).toBeUndefined();
  });

  it('that browsers know themselves is told from ours', () => {
    expect([' ', 'ArrowUp', 'k', '5'].map((key) => playerKey(key)?.native)).toEqual([true, true, false, false]);
  });
});
