import { describe, expect, it } from 'vitest';
import { BUGS_SHOWN, helpText } from './help.ts';
import { readOptions, UsageError } from './options.ts';
import { testsOf } from './test.ts';

describe('the command line of the laboratory', () => {
  it('tells what there is when nothing is asked for', () => {
    for (const args of [
      [],
      ['--help'],
      ['-h'],
      ['up', '--help'],
      ['test', '-h'],
      ['down', '--help'],
      ['page', '-h'],
      ['fresh', '-h'],
    ]) {
      expect(readOptions(args, 0)).toEqual({ command: 'help' });
    }
  });

  it('names the parts to bring up', () => {
    expect(readOptions(['up'], 0)).toEqual({ command: 'up', parts: [], hosts: undefined });
    expect(readOptions(['up', 'galera', '--hosts', '4'], 0)).toEqual({ command: 'up', parts: ['galera'], hosts: 4 });
  });

  it('draws a seed from the clock when none is given', () => {
    const test = (...args: string[]): unknown => readOptions(['test', ...args], 2 ** 32 + 5);
    expect(test()).toEqual({ command: 'test', options: { seed: 5, only: [], table: undefined, bug: undefined } });
    expect(
      test('--seed', '7', '--only', 'a,b', '--only', 'c', '--table', 'x.md', '--bug', 'ids-not-persisted'),
    ).toEqual({
      command: 'test',
      options: { seed: 7, only: ['a', 'b', 'c'], table: 'x.md', bug: 'ids-not-persisted' },
    });
  });

  it('names bugs and tests that there are, for who wants to see one found', () => {
    for (const { bug, only } of BUGS_SHOWN) {
      expect(readOptions(['test', '--bug', bug, '--only', only], 0)).toMatchObject({ options: { bug, only: [only] } });
      expect(testsOf([only])).toHaveLength(1);
      expect(helpText()).toContain(`--bug ${bug} --only ${only}\n`);
    }
  });

  it('makes a fresh machine of the newest Debian, or of another one', () => {
    const mirror = 'http://deb.debian.org/debian';
    expect(readOptions(['fresh'], 0)).toEqual({ command: 'fresh', options: { release: 'trixie', mirror } });
    expect(readOptions(['fresh', '--debian', 'bookworm', '--mirror', 'http://a/debian'], 0)).toEqual({
      command: 'fresh',
      options: { release: 'bookworm', mirror: 'http://a/debian' },
    });
  });

  it('passes the words for a shell on as they are', () => {
    expect(readOptions(['shell', 'host1', 'ls', '--help'], 0)).toEqual({
      command: 'shell',
      host: 'host1',
      words: ['ls', '--help'],
    });
  });

  it.each([
    [['nonsense'], 'there is no command "nonsense"'],
    [['up', '--hosts', '0'], '--hosts must be an integer from 1 to 80, not "0"'],
    [['test', '--seed', '-1'], '--seed'],
    [['test', '--seed', 'x'], '--seed must be an integer'],
    [['test', 'word'], 'word'],
    [['test', '--bug', 'none'], 'there is no bug none'],
    [['test', '--nothing'], '--nothing'],
    [['down', 'now'], 'down takes nothing, not "now"'],
    [['fresh', '--debian', 'woody'], '--debian must be one of trixie, bookworm, not "woody"'],
    [['fresh', '--mirror', 'x'], '--mirror must be a URL, not "x"'],
    [['shell'], 'shell wants the name of a host'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args, 0)).toThrow(UsageError);
    expect(() => readOptions(args, 0)).toThrow(message);
  });
});
