import { type IdKit, idCase } from '../../runner/case.ts';
import { expectSuccess } from '../../runner/expect.ts';
import { type Address, type Conversation, formatAddress } from '../../wire/conversation.ts';
import { encodeRequest } from '../../wire/layout.ts';
import { replyOrEnd } from '../refused.ts';
import { revived } from '../revived.ts';
import { expectUnique, ids, idsOn } from './ids.ts';

/** A restart by hook takes its time. */
const WITHIN_MS = 240_000;

/** Kills an id server without warning and starts it again. */
async function killed(kit: IdKit, at: Address = kit.address): Promise<void> {
  await kit.hook?.run('kill', 'id', formatAddress(at));
  await revived(kit, 'start', 'id', at);
}

/** Asks on a connection until it ends; gives the ids that came whole. */
async function idsUntilTheEnd(conversation: Conversation, key: string): Promise<bigint[]> {
  const got: bigint[] = [];
  for (;;) {
    await conversation.send(encodeRequest('ID_GET', { key }));
    const reply = await replyOrEnd(conversation);
    if (reply === undefined) return got;
    got.push(expectSuccess(reply, 'ID_GET').id as bigint);
  }
}

export const restarts = [
  idCase({
    id: 'id/restarts/killed',
    title: 'repeats no id after it was killed, twice over',
    statements: ['ID-UNIQUE', 'ID-BLOCKS'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const key = kit.key();
      const all = await ids(kit, key, 7);
      for (let round = 0; round < 2; round++) {
        await killed(kit);
        all.push(...(await ids(kit, key, 7)));
      }
      expectUnique(all, 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/restarts/killed-while-asked',
    title: 'repeats no id that reached anybody when it was killed in the middle of many requests',
    statements: ['ID-UNIQUE', 'ID-BLOCKS'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const key = kit.key();
      const conversations = await Promise.all(Array.from({ length: 6 }, () => kit.connect()));
      const first = (await Promise.all(conversations.map((conversation) => idsOn(conversation, key, 1)))).flat();
      const asking = conversations.map((conversation) => idsUntilTheEnd(conversation, key));
      await killed(kit);
      const before = (await Promise.all(asking)).flat();
      expectUnique([...first, ...before, ...(await ids(kit, key, 40))], 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/restarts/restarted-in-order',
    title: 'repeats no id after an orderly restart',
    statements: ['ID-UNIQUE', 'CONN-STOP'],
    needs: ['hook:restart'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const key = kit.key();
      const before = await ids(kit, key, 13);
      await revived(kit, 'restart', 'id');
      expectUnique([...before, ...(await ids(kit, key, 13))], 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/restarts/another-goes-on',
    title: 'repeats no id when another server goes on while this one is down, and when it is back',
    statements: ['ID-UNIQUE'],
    needs: ['hook:kill', 'hook:start', 'two-addresses'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const key = kit.key();
      const other = kit.target.id[1] ?? kit.address;
      const all = [...(await ids(kit, key, 15)), ...(await ids(kit, key, 15, other))];
      await kit.hook?.run('kill', 'id', formatAddress(kit.address));
      try {
        all.push(...(await ids(kit, key, 15, other)));
      } finally {
        await revived(kit, 'start', 'id');
      }
      all.push(...(await ids(kit, key, 15)), ...(await ids(kit, key, 15, other)));
      expectUnique(all, 'ID-UNIQUE');
    },
  }),
];
