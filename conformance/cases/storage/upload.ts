import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectSuccess } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import { content, expectStored, expectStoredOn, expectUnderWay, expectUploaded, freshFile, uploadOf } from './files.ts';

const KIB = 1024;

/** Uploads files of these sizes and reads each back whole. */
async function roundTrips(kit: StorageKit, sizes: readonly number[], statement: string): Promise<void> {
  for (const size of sizes) {
    const file = freshFile(kit);
    const bytes = content(kit, size);
    await expectUploaded(kit, file, bytes);
    await expectStored(kit, file, bytes, statement);
  }
}

const around = (bytes: number): number[] => [bytes - 1, bytes, bytes + 1];

export const upload = [
  storageCase({
    id: 'storage/upload/empty',
    title: 'takes an empty file and gives it back empty',
    statements: ['UPLOAD-EMPTY', 'WIRE-UPLOAD'],
    run: (kit) => roundTrips(kit, [0], 'UPLOAD-EMPTY'),
  }),
  storageCase({
    id: 'storage/upload/one-byte',
    title: 'takes a file of one byte',
    statements: ['WIRE-UPLOAD', 'WIRE-FILESIZE-REPLY'],
    run: (kit) => roundTrips(kit, [1], 'READ-RIGHT-OR-ABSENT'),
  }),
  storageCase({
    id: 'storage/upload/small-sizes',
    title: 'takes files of sizes at which small buffers end',
    statements: ['WIRE-UPLOAD', 'READ-RIGHT-OR-ABSENT'],
    run: (kit) => roundTrips(kit, [2, 7, ...around(4 * KIB), ...around(8 * KIB)], 'READ-RIGHT-OR-ABSENT'),
  }),
  storageCase({
    id: 'storage/upload/around-64-kib',
    title: 'takes files around 64 KiB, with and without the 408 bytes before the content',
    statements: ['WIRE-UPLOAD', 'READ-RIGHT-OR-ABSENT'],
    run: (kit) => roundTrips(kit, [...around(64 * KIB), ...around(64 * KIB - 408)], 'READ-RIGHT-OR-ABSENT'),
  }),
  storageCase({
    id: 'storage/upload/around-256-kib',
    title: 'takes files around 256 KiB',
    statements: ['WIRE-UPLOAD', 'READ-RIGHT-OR-ABSENT'],
    run: (kit) => roundTrips(kit, [...around(256 * KIB), 256 * KIB - 408], 'READ-RIGHT-OR-ABSENT'),
  }),
  storageCase({
    id: 'storage/upload/several-mib',
    title: 'takes a file of several MiB',
    statements: ['WIRE-UPLOAD', 'READ-RIGHT-OR-ABSENT', 'UPLOAD-BOUNDED'],
    run: (kit) => roundTrips(kit, [5 * KIB * KIB + 12_345], 'READ-RIGHT-OR-ABSENT'),
  }),
  storageCase({
    id: 'storage/upload/all-bytes',
    title: 'keeps every byte value as it is, NULs and what looks like a packet too',
    statements: ['READ-RIGHT-OR-ABSENT'],
    async run(kit) {
      const file = freshFile(kit);
      const everything = Buffer.from(Array.from({ length: 1024 }, (_, n) => n & 0xff));
      const bytes = Buffer.concat([uploadOf(freshFile(kit), everything), everything, Buffer.alloc(1000)]);
      await expectUploaded(kit, file, bytes);
      await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
    },
  }),
  storageCase({
    id: 'storage/upload/success-has-no-body',
    title: 'answers with a success that has no body',
    statements: ['WIRE-UPLOAD', 'WIRE-REPLY-STATUS', 'WIRE-REPLY-COMMANDS'],
    async run(kit) {
      const conversation = await kit.connect();
      await conversation.send(uploadOf(freshFile(kit), content(kit, 100)));
      const reply = await conversation.reply();
      expectSuccess(reply, 'UPLOAD');
      if (reply.body.length > 0) {
        const message = `the success reply to UPLOAD has a body of ${reply.body.length} bytes`;
        throw new CaseFailure({ axis: 'said', statement: 'WIRE-UPLOAD', message, got: reply.body });
      }
    },
  }),
  storageCase({
    id: 'storage/upload/answered-when-complete',
    title: 'says nothing before the last byte of the content has come',
    statements: ['UPLOAD-ORDER', 'CONN-ORDER'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 300 * KIB);
      const request = uploadOf(file, bytes);
      const conversation = await kit.connect();
      await conversation.send(request.subarray(0, -1));
      // Whatever is said now is said too early.
      await expectUnderWay(conversation, 400);
      await conversation.send(request.subarray(-1));
      expectSuccess(await conversation.reply(), 'UPLOAD');
      await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
    },
  }),
  storageCase({
    id: 'storage/upload/readable-at-once',
    title: 'gives a file on the same connection right after its upload',
    statements: ['UPLOAD-DURABLE', 'CONN-ORDER'],
    async run(kit) {
      const conversation = await kit.connect();
      for (let n = 0; n < 10; n++) {
        const file = freshFile(kit);
        const bytes = content(kit, 1000 + n);
        await conversation.send(uploadOf(file, bytes));
        expectSuccess(await conversation.reply(), 'UPLOAD');
        await expectStoredOn(conversation, file, bytes, 'UPLOAD-DURABLE');
      }
    },
  }),
];
