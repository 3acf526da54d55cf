import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectEqualBytes, expectSuccess } from '../../runner/expect.ts';
import type { Address } from '../../wire/conversation.ts';
import { content, expectAbsent, expectStored, expectUploaded, freshFile, part, stored } from './files.ts';

/** The storages under test in both orders: each is once the one that is written to. */
function pairs(kit: StorageKit): [to: Address, from: Address][] {
  return kit.target.storage.flatMap((to) =>
    kit.target.storage.filter((from) => from !== to).map((from): [Address, Address] => [to, from]),
  );
}

export const group = [
  storageCase({
    id: 'storage/group/read-through-another',
    title: 'gives a file that was uploaded through another storage of the group, right after its upload',
    statements: ['UPLOAD-DURABLE', 'READ-RIGHT-OR-ABSENT'],
    needs: ['two-addresses'],
    async run(kit) {
      for (const [to, from] of pairs(kit)) {
        for (const size of [0, 1, 70_000, 600_000]) {
          const file = freshFile(kit);
          const bytes = content(kit, size);
          await expectUploaded(kit, file, bytes, to);
          await expectStored(kit, file, bytes, 'UPLOAD-DURABLE', from);
        }
      }
    },
  }),
  storageCase({
    id: 'storage/group/resumed-on-another',
    title: 'gives the rest of a file from an offset, after another storage gave its beginning',
    statements: ['DOWNLOAD-RANGE', 'READ-RIGHT-OR-ABSENT'],
    needs: ['two-addresses'],
    async run(kit) {
      const bytes = content(kit, 500_000);
      const file = await stored(kit, bytes);
      for (const [first, second] of pairs(kit)) {
        const got = Buffer.concat([
          await part(kit, file, 0n, 123_457n, first),
          await part(kit, file, 123_457n, 0n, second),
        ]);
        expectEqualBytes(got, bytes, 'a file in two parts from two storages', 'READ-RIGHT-OR-ABSENT');
      }
    },
  }),
  storageCase({
    id: 'storage/group/deleted-through-another',
    title: 'has no file any more that another storage of the group has deleted, read before or not',
    statements: ['DELETE-STAYS', 'CACHE-ADVISORY'],
    needs: ['two-addresses'],
    async run(kit) {
      for (const [to, from] of pairs(kit)) {
        for (const readBefore of [false, true]) {
          const bytes = content(kit, 1500);
          const file = await stored(kit, bytes);
          if (readBefore) await expectStored(kit, file, bytes, 'UPLOAD-DURABLE', from);
          expectSuccess(await kit.ask('DELETE', file, { to }), 'DELETE');
          for (let n = 0; n < 2; n++) await expectAbsent(kit, file, 'DELETE-STAYS', from);
        }
      }
    },
  }),
  storageCase({
    id: 'storage/group/uploaded-anew-through-another',
    title: 'gives the new bytes of a file that another storage has deleted and taken anew, never the old ones',
    statements: ['DELETE-STAYS', 'READ-RIGHT-OR-ABSENT'],
    needs: ['two-addresses'],
    async run(kit) {
      for (const [to, from] of pairs(kit)) {
        const before = content(kit, 4000);
        const file = await stored(kit, before);
        await expectStored(kit, file, before, 'UPLOAD-DURABLE', from);
        expectSuccess(await kit.ask('DELETE', file, { to }), 'DELETE');
        const after = content(kit, 4000);
        await expectUploaded(kit, file, after, to);
        await expectStored(kit, file, after, 'READ-RIGHT-OR-ABSENT', from);
      }
    },
  }),
  storageCase({
    id: 'storage/group/absent-then-uploaded',
    title: 'finds a file through every storage that was asked for it before it was there',
    statements: ['UPLOAD-DURABLE', 'CACHE-ADVISORY'],
    needs: ['two-addresses'],
    async run(kit) {
      const file = freshFile(kit);
      for (const at of kit.target.storage) await expectAbsent(kit, file, 'READ-OWNER', at);
      const bytes = content(kit, 900);
      await expectUploaded(kit, file, bytes);
      for (const at of kit.target.storage) await expectStored(kit, file, bytes, 'UPLOAD-DURABLE', at);
    },
  }),
];
