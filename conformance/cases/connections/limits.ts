import type { AnyCase, ServerKit } from '../../runner/case.ts';
import { HEAD_BYTES } from '../../wire/layout.ts';
import { refusedOrEnded } from '../refused.ts';
import { ask, expectServed, question, type Server, twoQuestions } from './question.ts';

const CROWD = 100;

/** Peers that do nothing, or half of something, cost others nothing. */
export function limits<K extends ServerKit>(server: Server<K>): AnyCase[] {
  const { part, register } = server;
  return [
    register({
      id: `${part}/connections/idle`,
      title: `serves others beside ${CROWD} connections on which nothing happens`,
      statements: ['CONN-LIMITS'],
      async run(kit) {
        const asked = await question(server, kit);
        await Promise.all(Array.from({ length: CROWD }, () => kit.connect()));
        await expectServed(kit, asked, 'CONN-LIMITS');
      },
    }),
    register({
      id: `${part}/connections/half-heads`,
      title: `serves others beside ${CROWD} connections that have sent half a head`,
      statements: ['CONN-LIMITS'],
      async run(kit) {
        const asked = await question(server, kit);
        const half = asked.encode().subarray(0, HEAD_BYTES / 2);
        await Promise.all(
          Array.from({ length: CROWD }, async () => {
            await (await kit.connect()).send(half);
          }),
        );
        await expectServed(kit, asked, 'CONN-LIMITS');
      },
    }),
    register({
      id: `${part}/connections/half-a-request-then-the-end`,
      title: 'ends a connection whose peer ends in the middle of a request',
      statements: ['ERR-MALFORMED', 'CONN-IN-STEP'],
      async run(kit) {
        const [asked, later] = await twoQuestions(server, kit);
        const whole = asked.encode();
        const lengths = [1, 5, HEAD_BYTES - 1, ...(whole.length > HEAD_BYTES ? [HEAD_BYTES, whole.length - 1] : [])];
        for (const length of lengths) {
          const conversation = await kit.connect();
          await conversation.send(whole.subarray(0, length));
          conversation.finish();
          await refusedOrEnded(conversation, part, 'ERR-MALFORMED');
        }
        await expectServed(kit, later, 'CONN-LIMITS');
      },
    }),
    register({
      id: `${part}/connections/resets`,
      title: 'bears peers that reset their connections at any moment',
      statements: ['CONN-LIMITS'],
      async run(kit) {
        const [asked, later] = await twoQuestions(server, kit);
        const whole = asked.encode();
        for (let n = 0; n < 30; n++) {
          const conversation = await kit.connect();
          await conversation.send(whole.subarray(0, Math.round((n / 29) * whole.length)));
          conversation.cut();
        }
        await expectServed(kit, later, 'CONN-LIMITS');
      },
    }),
    register({
      id: `${part}/connections/unread-replies`,
      title: 'serves others beside a peer that asks and asks and takes no answer',
      statements: ['CONN-LIMITS'],
      async run(kit) {
        const [asked, later] = await twoQuestions(server, kit);
        const deaf = await kit.connect();
        const many = Buffer.concat(Array.from({ length: 1500 }, () => asked.encode()));
        // It need not take all of them while its answers are not taken.
        const sending = deaf.send(many).catch(() => {});
        await expectServed(kit, later, 'CONN-LIMITS');
        deaf.cut();
        await sending;
      },
    }),
    register({
      id: `${part}/connections/crowd`,
      title: 'answers fifty connections that ask at once',
      statements: ['CONN-LIMITS', 'CONN-ORDER'],
      async run(kit) {
        const asked = await server.independent(kit, 50);
        const conversations = await Promise.all(asked.map(() => kit.connect()));
        await Promise.all(conversations.map((conversation, n) => ask(conversation, at(asked, n), 'CONN-ORDER')));
      },
    }),
  ];
}

function at<T>(items: readonly T[], index: number): T {
  return items[index] as T;
}
