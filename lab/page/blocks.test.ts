import { expect, it } from 'vitest';
import { blocksOf } from './blocks.ts';

const ALL = ['host1', 'host2'];

it('reads where a block is for, whether it may take a moment or be left out, and how it ends', () => {
  const page = [
    ...['# A page', '```sh', 'a', 'b', '```', 'text', '```console', 'no', '```', '```sh system', 'c', '```'],
    ...['```sh host2 soon', 'd', '```', '```sh all aside fails=1', 'e', '```', ''],
  ].join('\n');
  expect(blocksOf(page, ALL, ['host1'])).toEqual([
    { hosts: ['host1'], soon: false, aside: false, code: 0, commands: 'a\nb\n', line: 3 },
    { hosts: ['host1'], soon: false, aside: false, code: 0, commands: 'c\n', line: 11 },
    { hosts: ['host2'], soon: true, aside: false, code: 0, commands: 'd\n', line: 14 },
    { hosts: ALL, soon: false, aside: true, code: 1, commands: 'e\n', line: 17 },
  ]);
});

it.each(['host3', 'fails=x', 'fails=1 often'])('refuses "%s"', (mark) => {
  expect(() => blocksOf(`\`\`\`sh ${mark}\na\n\`\`\`\n`, ALL, [])).toThrow('nobody knows what');
});
