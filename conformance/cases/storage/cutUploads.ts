import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectRefusal, expectSuccess } from '../../runner/expect.ts';
import type { Conversation } from '../../wire/conversation.ts';
import { content, expectAbsent, expectStored, expectUnderWay, expectUploaded, freshFile, uploadOf } from './files.ts';

/** How a client goes away. */
const WAYS: Readonly<Record<string, (conversation: Conversation) => void>> = {
  ended: (conversation) => conversation.finish(),
  reset: (conversation) => conversation.cut(),
};

/** Sends a part of an upload and goes away; nothing must be left, and the upload must succeed when it is sent again. */
async function cutAt(kit: StorageKit, sent: (request: Buffer) => number, size: number): Promise<void> {
  for (const leave of Object.values(WAYS)) {
    const file = freshFile(kit);
    const bytes = content(kit, size);
    const request = uploadOf(file, bytes);
    const conversation = await kit.connect();
    await conversation.send(request.subarray(0, sent(request)));
    // So that the target has taken it in before the end comes.
    await expectUnderWay(conversation, 50);
    leave(conversation);
    await expectAbsent(kit, file, 'UPLOAD-ALL-OR-NOTHING');
    await expectUploaded(kit, file, bytes);
    await expectStored(kit, file, bytes, 'UPLOAD-RESEND');
  }
}

export const cutUploads = [
  storageCase({
    id: 'storage/cut-upload/in-the-prefix',
    title: 'keeps nothing of an upload that ends before its content, and takes it when it is sent again',
    statements: ['UPLOAD-ALL-OR-NOTHING', 'UPLOAD-RESEND'],
    run: (kit) => cutAt(kit, () => 300, 1000),
  }),
  storageCase({
    id: 'storage/cut-upload/before-the-content',
    title: 'keeps nothing of an upload of which only the prefix came',
    statements: ['UPLOAD-ALL-OR-NOTHING', 'UPLOAD-RESEND'],
    run: (kit) => cutAt(kit, () => 418, 1000),
  }),
  storageCase({
    id: 'storage/cut-upload/before-the-last-byte',
    title: 'keeps nothing of an upload that lacks its last byte',
    statements: ['UPLOAD-ALL-OR-NOTHING', 'UPLOAD-RESEND'],
    run: (kit) => cutAt(kit, (request) => request.length - 1, 5000),
  }),
  storageCase({
    id: 'storage/cut-upload/large',
    title: 'keeps nothing of a large upload that is cut off half-way',
    statements: ['UPLOAD-ALL-OR-NOTHING', 'UPLOAD-RESEND'],
    run: (kit) => cutAt(kit, (request) => Math.floor(request.length / 2), 2_500_000),
  }),
  storageCase({
    id: 'storage/cut-upload/without-waiting',
    title: 'has a file whole or not at all when its uploader leaves without waiting for the answer',
    statements: ['UPLOAD-RESEND', 'UPLOAD-ALL-OR-NOTHING'],
    async run(kit) {
      for (let round = 0; round < 6; round++) {
        const file = freshFile(kit);
        const bytes = content(kit, round % 2 === 0 ? 3000 : 400_000);
        const conversation = await kit.connect();
        await conversation.send(uploadOf(file, bytes));
        conversation.cut();
        const again = await kit.connect();
        await again.send(uploadOf(file, bytes));
        const reply = await again.reply();
        if (reply.status === 0) expectSuccess(reply, 'UPLOAD');
        else expectRefusal(reply, { numbers: [409], statement: 'UPLOAD-RESEND', server: 'storage' });
        await expectStored(kit, file, bytes, 'UPLOAD-RESEND');
      }
    },
  }),
  storageCase({
    id: 'storage/cut-upload/others-go-on',
    title: 'lets no cut upload harm an upload of the same id that is under way elsewhere',
    statements: ['UPLOAD-ALL-OR-NOTHING', 'UPLOAD-DUPLICATE'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 350_000);
      const request = uploadOf(file, bytes);
      const [honest, cut] = [await kit.connect(), await kit.connect()];
      await honest.send(request.subarray(0, 200_000));
      await cut.send(uploadOf(file, content(kit, 350_000)).subarray(0, 300_000));
      await expectUnderWay(cut, 50);
      cut.cut();
      await honest.send(request.subarray(200_000));
      expectSuccess(await honest.reply(), 'UPLOAD', 'UPLOAD-ALL-OR-NOTHING');
      await expectStored(kit, file, bytes, 'UPLOAD-DUPLICATE');
    },
  }),
  storageCase({
    id: 'storage/cut-upload/unseen-while-under-way',
    title: 'shows nothing of a file while its upload is under way',
    statements: ['UPLOAD-ALL-OR-NOTHING', 'UPLOAD-ORDER'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 600_000);
      const request = uploadOf(file, bytes);
      const conversation = await kit.connect();
      for (const [from, to] of [
        [0, 418],
        [418, 300_000],
        [300_000, request.length - 1],
      ] as const) {
        await conversation.send(request.subarray(from, to));
        await expectUnderWay(conversation, 20);
        await expectAbsent(kit, file, 'UPLOAD-ALL-OR-NOTHING');
      }
      await conversation.send(request.subarray(-1));
      expectSuccess(await conversation.reply(), 'UPLOAD');
      await expectStored(kit, file, bytes, 'UPLOAD-ALL-OR-NOTHING');
    },
  }),
];
