import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { count, duration, formatDuration, jobs, minutes, seed } from './arguments.ts';
import { ExitCode, exitCodeFor } from './exitCode.ts';

describe('the arguments of tnv sim', () => {
  it.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
  ])('read the duration %s as %i ms', (text, durationMs) => expect(duration(text)).toBe(durationMs));

  it.each(['', '5', '0s', '-1s', '1y', 's'])('refuse the duration "%s"', (text) =>
    expect(() => duration(text)).toThrow(InvalidArgumentError),
  );

  it.each([
    [500, '500ms'],
    [90_000, '90s'],
    [3_600_000, '1h'],
    [1, '1ms'],
  ])('write %i ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
    expect(duration(text)).toBe(durationMs);
  });

  it('read minutes with a fraction, and nothing that is none', () => {
    expect(minutes('0.5')).toBe(30_000);
    for (const text of ['0', '-1', 'x', '', '1m']) expect(() => minutes(text)).toThrow(InvalidArgumentError);
  });

  it('refuse more jobs than any machine has use for', () => {
    expect(jobs('64')).toBe(64);
    expect(() => jobs('65')).toThrow(InvalidArgumentError);
  });

  it('refuse what is no count and no seed', () => {
    for (const text of ['0', '-1', '1.5', 'x', '']) expect(() => count(text)).toThrow(InvalidArgumentError);
    for (const text of ['-1', '1.5', 'x', '']) expect(() => seed(text)).toThrow(InvalidArgumentError);
    expect(seed('0')).toBe(0);
  });
});

describe('the exit code', () => {
  it('tells what matters most', () => {
    expect(exitCodeFor([])).toBe(ExitCode.ok);
    expect(exitCodeFor([{ kind: 'liveness' }, { kind: 'safety' }])).toBe(1);
    expect(exitCodeFor([{ kind: 'liveness' }])).toBe(3);
    expect(exitCodeFor([{ kind: 'liveness' }, { kind: 'determinism' }])).toBe(4);
    expect(exitCodeFor([{ kind: 'crash' }, { kind: 'determinism' }])).toBe(5);
  });
});
