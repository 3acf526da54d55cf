import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectRefusal, expectSuccess } from '../../runner/expect.ts';
import { formatAddress } from '../../wire/conversation.ts';
import { replyOrEnd } from '../refused.ts';
import { revived } from '../revived.ts';
import {
  content,
  expectAbsent,
  expectStored,
  expectUnderWay,
  expectUploaded,
  type FileIds,
  freshFile,
  stored,
  uploadOf,
} from './files.ts';

/** A restart by hook takes its time. */
const WITHIN_MS = 240_000;

/** Kills the storage under test without warning and starts it again. */
async function killed(kit: StorageKit): Promise<void> {
  await kit.hook?.run('kill', 'storage', formatAddress(kit.address));
  await revived(kit, 'start', 'storage');
}

interface Kept {
  readonly file: FileIds;
  readonly bytes: Buffer;
}

async function severalStored(kit: StorageKit): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const size of [0, 1, 5000, 300_000, 2_000_000]) {
    const bytes = content(kit, size);
    kept.push({ file: await stored(kit, bytes), bytes });
  }
  return kept;
}

export const crash = [
  storageCase({
    id: 'storage/crash/uploads-stay',
    title: 'has every acknowledged upload, byte for byte, after it was killed right behind the last reply',
    statements: ['UPLOAD-DURABLE'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const kept = await severalStored(kit);
      await killed(kit);
      for (const { file, bytes } of kept) await expectStored(kit, file, bytes, 'UPLOAD-DURABLE');
    },
  }),
  storageCase({
    id: 'storage/crash/deletes-stay',
    title: 'has no deleted file again after it was killed, and takes its id anew',
    statements: ['DELETE-STAYS'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const gone = await severalStored(kit);
      for (const { file } of gone) expectSuccess(await kit.ask('DELETE', file), 'DELETE');
      await killed(kit);
      for (const { file } of gone) await expectAbsent(kit, file, 'DELETE-STAYS');
      const [first] = gone;
      if (first === undefined) return;
      const bytes = content(kit, 100);
      await expectUploaded(kit, first.file, bytes);
      await expectStored(kit, first.file, bytes, 'DELETE-STAYS');
    },
  }),
  storageCase({
    id: 'storage/crash/during-an-upload',
    title: 'has nothing of an upload in the middle of which it was killed, and takes it when it is sent again',
    statements: ['UPLOAD-ALL-OR-NOTHING', 'UPLOAD-RESEND'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const uploads = [600, 3_000_000].map((size) => ({ file: freshFile(kit), bytes: content(kit, size) }));
      for (const { file, bytes } of uploads) {
        const request = uploadOf(file, bytes);
        const conversation = await kit.connect();
        await conversation.send(request.subarray(0, request.length - 100));
        await expectUnderWay(conversation, 100);
      }
      await killed(kit);
      for (const { file, bytes } of uploads) {
        await expectAbsent(kit, file, 'UPLOAD-ALL-OR-NOTHING');
        await expectUploaded(kit, file, bytes);
        await expectStored(kit, file, bytes, 'UPLOAD-RESEND');
      }
    },
  }),
  storageCase({
    id: 'storage/crash/behind-the-last-byte',
    title: 'has an upload whole or not at all that was complete when it was killed: sent again it is there',
    statements: ['UPLOAD-RESEND', 'UPLOAD-ALL-OR-NOTHING'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const uploads = Array.from({ length: 12 }, (_, n) => ({ file: freshFile(kit), bytes: content(kit, n * 30_000) }));
      const sent = await Promise.all(
        uploads.map(async ({ file, bytes }) => {
          const conversation = await kit.connect();
          await conversation.send(uploadOf(file, bytes));
          return conversation;
        }),
      );
      const answers = sent.map((conversation) => replyOrEnd(conversation));
      await Promise.race(answers);
      await killed(kit);
      for (const [n, { file, bytes }] of uploads.entries()) {
        const answered = await answers[n];
        // An answer that came before the kill is a promise.
        if (answered?.status === 0) await expectStored(kit, file, bytes, 'UPLOAD-DURABLE');
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
    id: 'storage/crash/restarted-in-order',
    title: 'has its files after an orderly restart, and serves at once',
    statements: ['UPLOAD-DURABLE', 'CONN-STOP'],
    needs: ['hook:restart'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const kept = await severalStored(kit);
      await revived(kit, 'restart', 'storage');
      for (const { file, bytes } of kept) await expectStored(kit, file, bytes, 'UPLOAD-DURABLE');
    },
  }),
  storageCase({
    id: 'storage/crash/another-goes-on',
    title: 'serves every file through another storage of the group while this one is down',
    statements: ['UPLOAD-DURABLE', 'DELETE-STAYS'],
    needs: ['hook:kill', 'hook:start', 'two-addresses'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const kept = await severalStored(kit);
      const gone = await stored(kit, content(kit, 10));
      const other = kit.target.storage[1] ?? kit.address;
      await kit.hook?.run('kill', 'storage', formatAddress(kit.address));
      try {
        for (const { file, bytes } of kept) await expectStored(kit, file, bytes, 'UPLOAD-DURABLE', other);
        expectSuccess(await kit.ask('DELETE', gone, { to: other }), 'DELETE');
      } finally {
        await revived(kit, 'start', 'storage');
      }
      await expectAbsent(kit, gone, 'DELETE-STAYS');
    },
  }),
];
