import { idCase } from '../../runner/case.ts';
import { expectSuccess } from '../../runner/expect.ts';
import { encodeRequest } from '../../wire/layout.ts';
import { expectIds, expectUnique, ids, idsOn } from './ids.ts';

const CONNECTIONS = 16;

export const unique = [
  idCase({
    id: 'id/unique/first',
    title: 'begins a fresh key with 0, 1, 2',
    statements: ['ID-FIRST', 'WIRE-IDGET-REPLY'],
    async run(kit) {
      expectIds(await ids(kit, kit.key(), 3), [0n, 1n, 2n], 'ID-FIRST', 'a fresh key');
    },
  }),
  idCase({
    id: 'id/unique/many',
    title: 'repeats none of 300 ids that one connection asks for',
    statements: ['ID-UNIQUE', 'ID-BLOCKS'],
    async run(kit) {
      expectUnique(await ids(kit, kit.key(), 300), 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/unique/over-connections',
    title: 'repeats no id when each is asked for on a new connection',
    statements: ['ID-UNIQUE'],
    async run(kit) {
      const key = kit.key();
      const all: bigint[] = [];
      for (let n = 0; n < 20; n++) all.push(...(await ids(kit, key, 1)));
      expectUnique(all, 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/unique/concurrent',
    title: `repeats no id when ${CONNECTIONS} connections ask for one key at once`,
    statements: ['ID-UNIQUE'],
    async run(kit) {
      const key = kit.key();
      const each = await Promise.all(Array.from({ length: CONNECTIONS }, () => ids(kit, key, 60)));
      expectUnique(each.flat(), 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/unique/fresh-key-race',
    title: 'repeats no id when a fresh key is first asked for on many connections at once',
    statements: ['ID-UNIQUE', 'ID-FIRST'],
    async run(kit) {
      const conversations = await Promise.all(Array.from({ length: CONNECTIONS }, () => kit.connect()));
      for (let round = 0; round < 10; round++) {
        const key = kit.key();
        const each = await Promise.all(conversations.map((conversation) => idsOn(conversation, key, 1)));
        expectUnique(each.flat(), 'ID-UNIQUE');
      }
    },
  }),
  idCase({
    id: 'id/unique/many-keys-at-once',
    title: 'keeps keys apart that are asked for at once on one connection each',
    statements: ['ID-FIRST', 'ID-UNIQUE'],
    async run(kit) {
      await Promise.all(
        Array.from({ length: CONNECTIONS }, async () => {
          const own = await ids(kit, kit.key(), 20);
          expectIds(own.slice(0, 3), [0n, 1n, 2n], 'ID-FIRST', 'one of many fresh keys');
          expectUnique(own, 'ID-UNIQUE');
        }),
      );
    },
  }),
  idCase({
    id: 'id/unique/pipelined',
    title: 'repeats no id when requests come one behind another without waiting',
    statements: ['ID-UNIQUE', 'CONN-ORDER'],
    async run(kit) {
      const key = kit.key();
      const conversation = await kit.connect();
      const request = encodeRequest('ID_GET', { key });
      await conversation.send(Buffer.concat(Array.from({ length: 200 }, () => request)));
      const got: bigint[] = [];
      while (got.length < 200) got.push(expectSuccess(await conversation.reply(), 'ID_GET').id as bigint);
      expectUnique(got, 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/unique/two-servers',
    title: 'repeats no id when two id servers are asked for one key at once',
    statements: ['ID-UNIQUE'],
    needs: ['two-addresses'],
    async run(kit) {
      const keys = Array.from({ length: 5 }, () => kit.key());
      for (const key of keys) {
        const each = await Promise.all(kit.target.id.flatMap((to) => [ids(kit, key, 40, to), ids(kit, key, 40, to)]));
        expectUnique(each.flat(), 'ID-UNIQUE');
      }
    },
  }),
  idCase({
    id: 'id/unique/two-servers-fresh-key',
    title: 'repeats no id when two id servers meet a fresh key at the same moment',
    statements: ['ID-UNIQUE', 'ID-BLOCKS'],
    needs: ['two-addresses'],
    async run(kit) {
      const conversations = await Promise.all(kit.target.id.flatMap((to) => [kit.connect(to), kit.connect(to)]));
      for (let round = 0; round < 15; round++) {
        const key = kit.key();
        const each = await Promise.all(conversations.map((conversation) => idsOn(conversation, key, 2)));
        expectUnique(each.flat(), 'ID-UNIQUE');
      }
    },
  }),
];
