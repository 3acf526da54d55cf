import type { AnyCase, ServerKit } from '../../runner/case.ts';
import { ask, question, type Server } from './question.ts';

/** No multiple and no divisor of the length of any request. */
const PIECE_BYTES = 13;

/** Requests and replies of one connection keep their order, however the bytes come. */
export function order<K extends ServerKit>(server: Server<K>): AnyCase[] {
  const { part, register, questions } = server;
  return [
    register({
      id: `${part}/connections/pipelined`,
      title: 'answers requests that come one behind another without waiting, in their order',
      statements: ['CONN-ORDER'],
      async run(kit) {
        const asked = await questions(kit, 24);
        const conversation = await kit.connect();
        await conversation.send(Buffer.concat(asked.map(({ encode }) => encode())));
        for (const { answered } of asked) answered(await conversation.reply(), 'CONN-ORDER');
      },
    }),
    register({
      id: `${part}/connections/torn-anywhere`,
      title: 'answers requests whose pieces end anywhere',
      statements: ['CONN-ORDER', 'WIRE-HEAD'],
      async run(kit) {
        const asked = await questions(kit, 6);
        const bytes = Buffer.concat(asked.map(({ encode }) => encode()));
        const conversation = await kit.connect();
        await conversation.sendPaced(bytes, { pieceBytes: PIECE_BYTES, pauseMs: 2 });
        for (const { answered } of asked) answered(await conversation.reply(), 'CONN-ORDER');
      },
    }),
    register({
      id: `${part}/connections/one-byte-at-a-time`,
      title: 'answers a request that comes one byte at a time',
      statements: ['CONN-ORDER', 'CONN-LIMITS'],
      async run(kit) {
        const asked = await question(server, kit);
        const conversation = await kit.connect();
        await conversation.sendPaced(asked.encode(), { pieceBytes: 1, pauseMs: 1 });
        asked.answered(await conversation.reply(), 'CONN-ORDER');
      },
    }),
    register({
      id: `${part}/connections/many-on-one`,
      title: 'answers a hundred requests on one connection',
      statements: ['CONN-IN-STEP', 'CONN-ORDER'],
      async run(kit) {
        const conversation = await kit.connect();
        for (const asked of await questions(kit, 100)) await ask(conversation, asked, 'CONN-IN-STEP');
      },
    }),
    register({
      id: `${part}/connections/half-closed-behind`,
      title: 'answers a request behind which its sender has ended its direction',
      statements: ['CONN-ORDER'],
      async run(kit) {
        const asked = await question(server, kit);
        const conversation = await kit.connect();
        await conversation.send(asked.encode());
        conversation.finish();
        asked.answered(await conversation.reply(), 'CONN-ORDER');
      },
    }),
    register({
      id: `${part}/connections/request-status`,
      title: 'ignores the status of a request',
      statements: ['WIRE-REQUEST-STATUS'],
      async run(kit) {
        const conversation = await kit.connect();
        const statuses = [1, -1, -3, 127, -128];
        for (const [n, asked] of (await questions(kit, statuses.length)).entries()) {
          await conversation.send(asked.encode({ status: statuses[n] ?? 0 }));
          asked.answered(await conversation.reply(), 'WIRE-REQUEST-STATUS');
        }
      },
    }),
  ];
}
