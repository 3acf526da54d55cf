import { storageCase } from '../../runner/case.ts';
import { expectInStepOrClosed, expectRefusal } from '../../runner/expect.ts';
import type { Conversation } from '../../wire/conversation.ts';
import { nextRequest } from '../nextRequest.ts';
import { content, expectStored, expectUploaded, freshFile, stored, uploadOf } from './files.ts';

const MIB = 1024 * 1024;

async function expectTaken(conversation: Conversation): Promise<void> {
  expectRefusal(await conversation.reply(), { numbers: [409], statement: 'UPLOAD-DUPLICATE', server: 'storage' });
}

export const duplicates = [
  storageCase({
    id: 'storage/duplicates/refused',
    title: "refuses a second upload of a file id and keeps the first one's bytes",
    statements: ['UPLOAD-DUPLICATE'],
    async run(kit) {
      const bytes = content(kit, 5000);
      const file = await stored(kit, bytes);
      const conversation = await kit.connect();
      await conversation.send(uploadOf(file, content(kit, 7000)));
      await expectTaken(conversation);
      await expectInStepOrClosed(conversation, nextRequest(kit, 'storage'));
      await expectStored(kit, file, bytes, 'UPLOAD-DUPLICATE');
    },
  }),
  storageCase({
    id: 'storage/duplicates/same-bytes',
    title: 'refuses a second upload with the same bytes too, so that who sends again knows',
    statements: ['UPLOAD-DUPLICATE', 'UPLOAD-RESEND'],
    async run(kit) {
      const bytes = content(kit, 4096);
      const file = await stored(kit, bytes);
      const conversation = await kit.connect();
      await conversation.send(uploadOf(file, bytes));
      await expectTaken(conversation);
      await expectStored(kit, file, bytes, 'UPLOAD-DUPLICATE');
    },
  }),
  storageCase({
    id: 'storage/duplicates/empty',
    title: "refuses an empty second upload and keeps the first one's bytes",
    statements: ['UPLOAD-DUPLICATE', 'UPLOAD-EMPTY'],
    async run(kit) {
      const bytes = content(kit, 100);
      const file = await stored(kit, bytes);
      const conversation = await kit.connect();
      await conversation.send(uploadOf(file, new Uint8Array()));
      await expectTaken(conversation);
      await expectStored(kit, file, bytes, 'UPLOAD-DUPLICATE');
    },
  }),
  storageCase({
    id: 'storage/duplicates/large',
    title: 'has its refusal reach a client that is still sending 8 MiB, and leaves the connection in step or closed',
    statements: ['CONN-IN-STEP', 'UPLOAD-DUPLICATE'],
    async run(kit) {
      const bytes = content(kit, 2000);
      const file = await stored(kit, bytes);
      const conversation = await kit.connect();
      const sending = conversation.send(uploadOf(file, content(kit, 8 * MIB)));
      await expectTaken(conversation);
      await sending;
      await expectInStepOrClosed(conversation, nextRequest(kit, 'storage'));
      await expectStored(kit, file, bytes, 'UPLOAD-DUPLICATE');
    },
  }),
  storageCase({
    id: 'storage/duplicates/large-read-late',
    title: 'has its refusal reach a client that reads only after it has sent everything',
    statements: ['CONN-IN-STEP', 'UPLOAD-DUPLICATE'],
    async run(kit) {
      const file = await stored(kit, content(kit, 10));
      const conversation = await kit.connect();
      await conversation.send(uploadOf(file, content(kit, 3 * MIB)));
      await expectTaken(conversation);
      await expectInStepOrClosed(conversation, nextRequest(kit, 'storage'));
    },
  }),
  storageCase({
    id: 'storage/duplicates/pipelined',
    title: 'answers two uploads of one id that come in one piece: the first is taken, the second refused',
    statements: ['UPLOAD-DUPLICATE', 'CONN-ORDER'],
    async run(kit) {
      const file = freshFile(kit);
      const [first, second] = [content(kit, 900), content(kit, 901)];
      const conversation = await kit.connect();
      await conversation.send(Buffer.concat([uploadOf(file, first), uploadOf(file, second)]));
      const reply = await conversation.reply();
      if (reply.status !== 0) kit.skip('blocked: an upload fails, see storage/upload');
      await expectTaken(conversation);
      await expectStored(kit, file, first, 'UPLOAD-DUPLICATE');
    },
  }),
  storageCase({
    id: 'storage/duplicates/on-another-storage',
    title: 'refuses an id that another storage of the group has taken',
    statements: ['UPLOAD-DUPLICATE'],
    needs: ['two-addresses'],
    async run(kit) {
      const bytes = content(kit, 3333);
      const file = await stored(kit, bytes);
      for (const to of kit.target.storage) {
        const conversation = await kit.connect(to);
        await conversation.send(uploadOf(file, content(kit, 300_000)));
        await expectTaken(conversation);
      }
      for (const at of kit.target.storage) await expectStored(kit, file, bytes, 'UPLOAD-DUPLICATE', at);
    },
  }),
  storageCase({
    id: 'storage/duplicates/after-delete',
    title: 'takes an id again after its file was deleted',
    statements: ['DELETE-STAYS', 'UPLOAD-DUPLICATE'],
    async run(kit) {
      const file = await stored(kit, content(kit, 800));
      for (let round = 0; round < 3; round++) {
        await kit.ask('DELETE', file);
        const bytes = content(kit, 100 + round);
        await expectUploaded(kit, file, bytes);
        await expectStored(kit, file, bytes, 'DELETE-STAYS');
      }
    },
  }),
];
