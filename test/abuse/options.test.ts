import { describe, expect, it } from 'vitest';
import { help, readOptions, UsageError } from './options.ts';

const KINDS = ['idle', 'churn'];
const read = (...args: string[]) => readOptions(args, 5, KINDS);

describe('the options of abuse', () => {
  it('have defaults, with a seed from the clock', () => {
    expect(read()).toEqual({
      ...{ durationMs: 600_000, seed: 5, only: [], perPeer: 1_000, share: 0.3 },
      ...{ markdown: undefined, mariadb: false, json: false },
    });
  });

  it('are taken as they are given', () => {
    const given = ['--minutes', '0.5', '--seed', '7', '--only', 'idle', '--only', 'churn', '--per-peer', '20'];
    expect(read(...given, '--share', '0.1', '--json', '--mariadb', '--markdown', 'x.md')).toEqual({
      ...{ durationMs: 30_000, seed: 7, only: KINDS, perPeer: 20, share: 0.1 },
      ...{ markdown: 'x.md', mariadb: true, json: true },
    });
  });

  it.each([
    ['--minutes', '0', '--minutes must be above 0'],
    ['--minutes', 'x', '--minutes must be a number, not "x"'],
    ['--seed', '-1', '--seed must be'],
    ['--seed', '1.5', '--seed must be an integer from 0 on'],
    ['--per-peer', '9', '--per-peer must be an integer from 10 on'],
    ['--only', 'love', 'there is no abuse love; there are: idle, churn'],
    ['--verbose', 'x', "Unknown option '--verbose'"],
  ])('are refused: %s %s', (name, value, why) => {
    expect(() => read(`${name}=${value}`)).toThrow(UsageError);
    expect(() => read(`${name}=${value}`)).toThrow(why);
  });

  it('are explained', () => {
    expect(read('-h')).toBe('help');
    expect(help(KINDS)).toContain('idle, churn');
  });
});
