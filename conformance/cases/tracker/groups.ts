import { trackerCase } from '../../runner/case.ts';
import { expectSuccess, expectThat } from '../../runner/expect.ts';

export const groups = [
  trackerCase({
    id: 'tracker/groups/lists',
    title: 'answers GROUPS with a text that begins with the count of groups',
    statements: ['WIRE-GROUPS-REPLY', 'WIRE-GROUPS-TEXT'],
    async run(kit) {
      const { text } = expectSuccess(await kit.ask('GROUPS'), 'GROUPS');
      expectThat(/^COUNT OF GROUPS: \d+(\n|$)/.test(String(text)), `the text begins with ${String(text).slice(0, 40)}`);
    },
  }),
];
