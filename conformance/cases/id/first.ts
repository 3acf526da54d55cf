import { idCase } from '../../runner/case.ts';
import { expectEqual } from '../../runner/expect.ts';

export const first = [
  idCase({
    id: 'id/first/zero-one-two',
    title: 'gives 0, 1, 2 for a key nobody has asked for',
    statements: ['ID-FIRST', 'WIRE-IDGET-REPLY'],
    async run(kit) {
      const key = kit.key();
      for (const expected of [0n, 1n, 2n]) expectEqual(await kit.id(key), expected, 'the id');
    },
  }),
];
