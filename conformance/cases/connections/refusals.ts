import type { AnyCase, ServerKit } from '../../runner/case.ts';
import { expectInStepOrClosed, expectRefusal } from '../../runner/expect.ts';
import { encodeHead } from '../../wire/layout.ts';
import { nextRequest } from '../nextRequest.ts';
import { expectBytesMalformed, replyOrEnd } from '../refused.ts';
import { expectServed, question, type Server } from './question.ts';

const UNKNOWN = [0, 1, 99, 255];
const BODY_BYTES = 300_000;

/** What no layout allows is refused, and harms nobody. */
export function refusals<K extends ServerKit>(server: Server<K>): AnyCase[] {
  const { part, register, foreignCommand } = server;
  const unknown = (number = 99, length: bigint | number = 0): Buffer => encodeHead(length, number);
  return [
    register({
      id: `${part}/connections/unknown-command`,
      title: 'refuses a command that nobody has',
      statements: ['CONN-UNKNOWN-COMMAND', 'CONN-IN-STEP'],
      async run(kit) {
        for (const command of UNKNOWN) {
          const conversation = await kit.connect();
          await conversation.send(unknown(command));
          expectRefusal(await conversation.reply(), {
            numbers: [400],
            statement: 'CONN-UNKNOWN-COMMAND',
            server: part,
          });
          await expectInStepOrClosed(conversation, nextRequest(kit, part));
        }
      },
    }),
    register({
      id: `${part}/connections/foreign-command`,
      title: 'refuses a command that another kind of server has',
      statements: ['CONN-UNKNOWN-COMMAND', 'WIRE-COMMANDS'],
      async run(kit) {
        const conversation = await kit.connect();
        await conversation.send(unknown(foreignCommand));
        expectRefusal(await conversation.reply(), { numbers: [400], statement: 'CONN-UNKNOWN-COMMAND', server: part });
        await expectInStepOrClosed(conversation, nextRequest(kit, part));
      },
    }),
    register({
      id: `${part}/connections/unknown-command-with-body`,
      title: 'takes the body of a command it does not know for a body, not for requests',
      statements: ['CONN-IN-STEP', 'CONN-UNKNOWN-COMMAND'],
      async run(kit) {
        const later = await question(server, kit);
        const conversation = await kit.connect();
        // A body that would be answered thousands of times if it were taken for requests.
        const body = Buffer.concat(Array.from({ length: BODY_BYTES / 10 }, () => unknown()));
        await conversation.send(unknown(99, body.length), body);
        expectRefusal(await conversation.reply(), { numbers: [400], statement: 'CONN-UNKNOWN-COMMAND', server: part });
        await conversation.send(later.encode());
        const next = await replyOrEnd(conversation);
        // A refusal would not do: the body, taken for requests, would be refused too.
        if (next !== undefined) later.answered(next, 'CONN-IN-STEP');
      },
    }),
    register({
      id: `${part}/connections/failure`,
      title: 'reports a failure with its reply command, status -3, a number and a text "[hostname] what went wrong"',
      statements: ['WIRE-FAILURE', 'WIRE-REPLY-STATUS', 'WIRE-REPLY-COMMANDS'],
      async run(kit) {
        const conversation = await kit.connect();
        await conversation.send(unknown());
        const reply = await conversation.reply();
        const { description } = expectRefusal(reply, { statement: 'WIRE-FAILURE', server: part });
        if (description !== undefined && description !== '' && !/^\[[^\]]+\] ./.test(description)) {
          const message = 'the description does not read "[hostname] what went wrong"';
          reply.from.findings.push({ statement: 'WIRE-FAILURE', message, expected: '[hostname] …', got: description });
        }
      },
    }),
    register({
      id: `${part}/connections/negative-length`,
      title: 'refuses a negative body length, and serves others',
      statements: ['WIRE-BODY-LENGTH', 'ERR-MALFORMED'],
      async run(kit) {
        const later = await question(server, kit);
        for (const length of [-1n, -10n, -(2n ** 31n), -(2n ** 63n)]) {
          for (const command of [commandOf(server), 99]) {
            await expectBytesMalformed(kit, part, unknown(command, length), 'WIRE-BODY-LENGTH');
          }
        }
        await expectServed(kit, later, 'ERR-MALFORMED');
      },
    }),
    register({
      id: `${part}/connections/huge-length`,
      title: 'refuses a body length that no request has, without waiting for such a body or making room for it',
      statements: ['ERR-MALFORMED', 'WIRE-BODY-LENGTH'],
      async run(kit) {
        const later = await question(server, kit);
        const huge = [2n ** 63n - 1n, 2n ** 62n, 2n ** 40n, 2n ** 32n, 2n ** 31n];
        await Promise.all(
          huge.flatMap((length) => [commandOf(server), 99].map((command) => refusedUnsent(kit, command, length))),
        );
        await expectServed(kit, later, 'ERR-MALFORMED');
      },
    }),
    register({
      id: `${part}/connections/garbage`,
      title: 'bears connections that bring garbage, and serves others',
      statements: ['ERR-MALFORMED', 'CONN-LIMITS'],
      async run(kit) {
        const later = await question(server, kit);
        for (let n = 0; n < 10; n++) {
          const conversation = await kit.connect();
          await conversation.send(kit.random.bytes(10 + kit.random.integer(20_000)));
          await conversation.rest(64 * 1024, { withinMs: 50 });
          conversation.cut();
        }
        await expectServed(kit, later, 'ERR-MALFORMED');
      },
    }),
  ];

  /** The refusal comes, or the connection ends, though nothing of the body was sent. */
  async function refusedUnsent(kit: K, command: number, length: bigint): Promise<void> {
    const conversation = await kit.connect();
    await conversation.send(unknown(command, length), Buffer.alloc(1000));
    const reply = await replyOrEnd(conversation);
    if (reply === undefined) return;
    expectRefusal(reply, { numbers: [400], statement: 'ERR-MALFORMED', server: part });
  }
}

/** A command of the server whose body has one fixed size, or nearly. */
function commandOf<K extends ServerKit>({ part }: Server<K>): number {
  return { tracker: 12, id: 40, storage: 71 }[part];
}
