import { storageCase } from '../../runner/case.ts';
import { expectSuccess } from '../../runner/expect.ts';
import { HEAD_BYTES } from '../../wire/layout.ts';
import { content, expectStored, expectUnderWay, freshFile, uploadOf } from './files.ts';

/** Where the fields of an UPLOAD begin and end: head, appid, userid, fileid, size, content. */
const SEAMS = [8, 9, 10, 26, 282, 410, 418];
const PAUSE_MS = 30;

export const pieces = [
  storageCase({
    id: 'storage/pieces/one-byte-at-a-time',
    title: 'takes an upload that comes one byte at a time',
    statements: ['CONN-ORDER', 'WIRE-UPLOAD'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 100);
      const conversation = await kit.connect();
      await conversation.sendPaced(uploadOf(file, bytes), { pieceBytes: 1, pauseMs: 1 });
      expectSuccess(await conversation.reply(), 'UPLOAD');
      await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
    },
  }),
  storageCase({
    id: 'storage/pieces/torn-head',
    title: 'takes an upload whose head is torn, wherever that is',
    statements: ['WIRE-HEAD', 'CONN-ORDER'],
    async run(kit) {
      await Promise.all(Array.from({ length: HEAD_BYTES - 1 }, (_, n) => tornAt(n + 1)));

      async function tornAt(cut: number): Promise<void> {
        const file = freshFile(kit);
        const bytes = content(kit, 50);
        const request = uploadOf(file, bytes);
        const conversation = await kit.connect();
        await conversation.sendPaced(request.subarray(0, cut), { pieceBytes: cut, pauseMs: 0 });
        await expectUnderWay(conversation, PAUSE_MS);
        await conversation.send(request.subarray(cut));
        expectSuccess(await conversation.reply(), 'UPLOAD');
        await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
      }
    },
  }),
  storageCase({
    id: 'storage/pieces/torn-at-fields',
    title: 'takes an upload that is torn at every seam between two fields, and a byte before and behind each',
    statements: ['WIRE-UPLOAD', 'CONN-ORDER'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 600);
      const request = uploadOf(file, bytes);
      const cuts = [...new Set(SEAMS.flatMap((seam) => [seam - 1, seam, seam + 1]))].sort((a, b) => a - b);
      const conversation = await kit.connect();
      let from = 0;
      for (const cut of cuts) {
        await conversation.send(request.subarray(from, cut));
        if (cut < request.length) await expectUnderWay(conversation, PAUSE_MS);
        from = cut;
      }
      await conversation.send(request.subarray(from));
      expectSuccess(await conversation.reply(), 'UPLOAD');
      await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
    },
  }),
  storageCase({
    id: 'storage/pieces/odd-pieces',
    title: 'takes content that comes in pieces of an odd size with pauses',
    statements: ['UPLOAD-BOUNDED', 'WIRE-UPLOAD'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 200_000);
      const conversation = await kit.connect();
      await conversation.sendPaced(uploadOf(file, bytes), { pieceBytes: 4093, pauseMs: 3 });
      expectSuccess(await conversation.reply(), 'UPLOAD');
      await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
    },
  }),
  storageCase({
    id: 'storage/pieces/several-in-one',
    title: 'answers several uploads that come in one piece, each by itself',
    statements: ['CONN-ORDER'],
    async run(kit) {
      const uploads = Array.from({ length: 8 }, (_, n) => ({ file: freshFile(kit), bytes: content(kit, n * 37) }));
      const conversation = await kit.connect();
      await conversation.send(Buffer.concat(uploads.map(({ file, bytes }) => uploadOf(file, bytes))));
      for (const _ of uploads) expectSuccess(await conversation.reply(), 'UPLOAD');
      for (const { file, bytes } of uploads) await expectStored(kit, file, bytes, 'CONN-ORDER');
    },
  }),
  storageCase({
    id: 'storage/pieces/half-closed-behind',
    title: 'answers an upload whose sender has ended its direction behind the last byte',
    statements: ['UPLOAD-RESEND', 'CONN-ORDER'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 70_000);
      const conversation = await kit.connect();
      await conversation.send(uploadOf(file, bytes));
      conversation.finish();
      expectSuccess(await conversation.reply(), 'UPLOAD');
      await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
    },
  }),
];
