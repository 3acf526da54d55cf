import { describe, expect, it } from 'vitest';
import { run } from './program.ts';

describe('tnv sim', () => {
  it('refuses what it cannot do with one sentence', async () => {
    const bad: [args: string, says: RegExp][] = [
      ['--seed -1', /argument '-1' is invalid\. A seed is a whole number from 0 on/],
      ['--seed seven', /argument 'seven' is invalid\. A seed is a whole number/],
      ['--time 5', /A duration is a number with a unit/],
      ['--scenario quake', /There is no such scenario; there are: any, idle, /],
      ['--bug moth', /there is no bug "moth"/],
      ['--seed 7 --html /nowhere/at/all.html', /\/nowhere\/at\/all\.html cannot be written: /],
      ['frolic', /there is no command "frolic"; there are: campaign, replay, export, shrink, bugs;/],
      ['--json campaign', /--json goes behind "campaign"/],
      ['campaign --seeds 0', /It is a whole number from 1 on/],
      ['campaign --minutes 0', /Minutes are a number above 0/],
      ['shrink -1', /-1 is no seed/],
      ['shrink', /missing required argument 'seed'/],
      ['bugs moth', /there is no bug "moth"/],
    ];
    const ends = await Promise.all(bad.map(([args]) => run(['sim', ...args.split(' ')])));
    for (const [at, { code, stdout, stderr }] of ends.entries()) {
      expect(stderr).toMatch(bad[at]?.[1] ?? /^$/);
      expect(stderr.split('\n')).toHaveLength(1);
      expect([code, stdout]).toEqual([2, '']);
    }
  });

  it('has help with examples for every command, in words and not in JSON', async () => {
    const commands = [[], ['campaign'], ['replay'], ['shrink'], ['bugs']];
    const helps = await Promise.all(commands.map((command) => run(['sim', ...command, '--help'])));
    for (const { code, stdout } of helps) {
      expect(code).toBe(0);
      expect(stdout).toContain('Examples:\n  tnv sim');
      expect(stdout).toMatch(/Exit codes: 0 /);
      expect(stdout).not.toMatch(/[{}]/);
    }
    expect(helps[0]?.stdout).toMatch(/--scenario <name> +what kind of run: any, idle, /);
  });
});
