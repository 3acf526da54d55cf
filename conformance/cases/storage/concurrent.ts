import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectRefusal, expectSuccess, expectThat } from '../../runner/expect.ts';
import type { Address } from '../../wire/conversation.ts';
import { encodeRequest } from '../../wire/layout.ts';
import { content, expectAbsent, expectStored, expectUploaded, freshFile, stored, uploadOf } from './files.ts';

const RIVALS = 8;

/** Uploads different bytes under one id from many connections at once; exactly one may win, and its bytes are there. */
async function race(kit: StorageKit, size: number, storages: readonly Address[]): Promise<void> {
  const file = freshFile(kit);
  const rivals = await Promise.all(
    Array.from({ length: RIVALS }, async (_, n) => ({
      conversation: await kit.connect(storages[n % storages.length]),
      bytes: content(kit, size + n),
    })),
  );
  const replies = await Promise.all(
    rivals.map(async ({ conversation, bytes }) => {
      const [reply] = await Promise.all([conversation.reply(), conversation.send(uploadOf(file, bytes))]);
      return reply;
    }),
  );
  const winners = rivals.filter((_, n) => replies[n]?.status === 0);
  if (winners.length === 0 && replies[0] !== undefined) expectSuccess(replies[0], 'UPLOAD');
  const said = `${winners.length} of ${RIVALS} uploads of one id succeeded, exactly one may`;
  expectThat(winners.length === 1, said, 'UPLOAD-DUPLICATE');
  for (const reply of replies.filter(({ status }) => status !== 0)) {
    expectRefusal(reply, { numbers: [409], statement: 'UPLOAD-DUPLICATE', server: 'storage' });
  }
  for (const at of storages) {
    for (const { bytes } of winners) await expectStored(kit, file, bytes, 'UPLOAD-DUPLICATE', at);
  }
}

export const concurrent = [
  storageCase({
    id: 'storage/concurrent/one-id-small',
    title: `lets exactly one of ${RIVALS} small uploads of one id win`,
    statements: ['UPLOAD-DUPLICATE'],
    async run(kit) {
      for (let round = 0; round < 5; round++) await race(kit, 200, [kit.address]);
    },
  }),
  storageCase({
    id: 'storage/concurrent/one-id-large',
    title: `lets exactly one of ${RIVALS} uploads of one id win that are each larger than any buffer`,
    statements: ['UPLOAD-DUPLICATE'],
    run: (kit) => race(kit, 700_000, [kit.address]),
  }),
  storageCase({
    id: 'storage/concurrent/one-id-over-storages',
    title: 'lets exactly one upload of one id win when they go to different storages of the group',
    statements: ['UPLOAD-DUPLICATE'],
    needs: ['two-addresses'],
    async run(kit) {
      for (const size of [100, 100, 300_000]) await race(kit, size, kit.target.storage);
    },
  }),
  storageCase({
    id: 'storage/concurrent/many-files',
    title: 'takes many files at once and mixes up none of their bytes',
    statements: ['READ-RIGHT-OR-ABSENT', 'CONN-ORDER'],
    async run(kit) {
      const userid = kit.user();
      await Promise.all(
        Array.from({ length: 24 }, async (_, n) => {
          const file = freshFile(kit, { userid });
          const bytes = content(kit, 10_000 * n + n);
          await expectUploaded(kit, file, bytes);
          await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
        }),
      );
    },
  }),
  storageCase({
    id: 'storage/concurrent/readers',
    title: 'gives one file to many readers at once',
    statements: ['READ-RIGHT-OR-ABSENT'],
    async run(kit) {
      const bytes = content(kit, 400_000);
      const file = await stored(kit, bytes);
      await Promise.all(Array.from({ length: 16 }, () => expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT')));
    },
  }),
  storageCase({
    id: 'storage/concurrent/deletes',
    title: 'lets a file be deleted by many at once: at least one is told of success, and it is gone',
    statements: ['DELETE-STAYS', 'DELETE-REPEAT'],
    async run(kit) {
      const file = await stored(kit, content(kit, 3000));
      const replies = await Promise.all(Array.from({ length: RIVALS }, () => kit.ask('DELETE', file)));
      const done = replies.filter(({ status }) => status === 0).length;
      expectThat(done >= 1, 'none of the deletes of one file succeeded', 'DELETE-REPEAT');
      for (const reply of replies.filter(({ status }) => status !== 0)) {
        expectRefusal(reply, { numbers: [404], statement: 'DELETE-REPEAT', server: 'storage' });
      }
      await expectAbsent(kit, file, 'DELETE-STAYS');
    },
  }),
  storageCase({
    id: 'storage/concurrent/delete-while-downloading',
    title: 'gives right bytes or cuts the connection when a file is deleted in the middle of its download',
    statements: ['READ-RIGHT-OR-ABSENT', 'DELETE-STAYS'],
    async run(kit) {
      const bytes = content(kit, 4_000_000);
      const file = await stored(kit, bytes);
      const reader = await kit.connect();
      await reader.send(encodeRequest('DOWNLOAD', file));
      const head = await reader.replyHead();
      expectThat(
        head.status === 0 && head.bodyLength === BigInt(bytes.length),
        'the download does not begin as it should',
      );
      const first = await reader.bodyBytes(1000);
      await kit.ask('DELETE', file);
      await expectAbsent(kit, file, 'DELETE-STAYS');
      const got = Buffer.concat([first, await reader.rest(bytes.length - first.length)]);
      const right = got.equals(bytes.subarray(0, got.length));
      expectThat(right, `wrong bytes came, ${got.length} in all, after the file was deleted`, 'READ-RIGHT-OR-ABSENT');
    },
  }),
];
