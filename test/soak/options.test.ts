import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from './options.ts';

describe('the options of a soak', () => {
  it('have defaults, a seed from the clock among them', () => {
    const options = readOptions([], 2 ** 32 + 17);
    expect(options).toMatchObject({ durationMs: 1_800_000, seed: 17, bug: undefined, movesOver: false });
  });

  it('are taken as they are given', () => {
    const options = readOptions(
      ['--minutes', '0.5', '--seed', '7', '--log', 'x.jsonl', '--bug', 'ids-not-persisted', '--moving-over'],
      0,
    );
    const files = { log: 'x.jsonl', timeline: 'x.timeline.txt' };
    expect(options).toEqual({ durationMs: 30_000, seed: 7, ...files, bug: 'ids-not-persisted', movesOver: true });
  });

  it.each([
    [['--minutes', '0']],
    [['--minutes', 'a']],
    [['--seed', '-1']],
    [['--seed', '1.5']],
    [['--seed', '']],
    [['--bug', 'none']],
    [['--faster']],
    [['more']],
  ])('are refused when they are wrong: %s', (args) => {
    expect(() => readOptions(args, 0)).toThrow(UsageError);
  });
});
