import { storageCase } from '../../runner/case.ts';
import { expectEqual, expectSuccess } from '../../runner/expect.ts';
import { encodeRequest } from '../../wire/layout.ts';
import { expectMalformed, expectRefused } from '../refused.ts';
import { content, expectAbsent, expectStored, expectUploaded, stored } from './files.ts';

const GONE = { statement: 'DELETE-REPEAT', number: 404 };

export const deletes = [
  storageCase({
    id: 'storage/delete/stays-deleted',
    title: 'has no file any more once its delete was answered',
    statements: ['DELETE-STAYS', 'WIRE-DELETE'],
    async run(kit) {
      const file = await stored(kit, content(kit, 1000));
      const reply = await kit.ask('DELETE', file);
      expectSuccess(reply, 'DELETE');
      expectEqual(reply.body.length, 0, 'the bytes of the body of a success reply to DELETE', 'WIRE-DELETE');
      for (let n = 0; n < 3; n++) await expectAbsent(kit, file, 'DELETE-STAYS');
    },
  }),
  storageCase({
    id: 'storage/delete/after-reading',
    title: 'has no file any more that was read often before its delete, whatever a cache holds',
    statements: ['DELETE-STAYS', 'CACHE-ADVISORY'],
    async run(kit) {
      const bytes = content(kit, 1000);
      const file = await stored(kit, bytes);
      for (let n = 0; n < 5; n++) await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
      expectSuccess(await kit.ask('DELETE', file), 'DELETE');
      for (let n = 0; n < 3; n++) await expectAbsent(kit, file, 'DELETE-STAYS');
    },
  }),
  storageCase({
    id: 'storage/delete/on-one-connection',
    title: 'answers upload, size, delete and size on one connection, each as it is at its turn',
    statements: ['DELETE-STAYS', 'CONN-ORDER'],
    async run(kit) {
      const file = kit.ids(kit.user(), kit.fileId());
      const bytes = content(kit, 10);
      const conversation = await kit.connect();
      await conversation.send(
        encodeRequest('UPLOAD', file, { content: bytes }),
        encodeRequest('FILESIZE', file),
        encodeRequest('DELETE', file),
        encodeRequest('FILESIZE', file),
      );
      expectSuccess(await conversation.reply(), 'UPLOAD');
      expectEqual(expectSuccess(await conversation.reply(), 'FILESIZE').size, 10n, 'the size', 'CONN-ORDER');
      expectSuccess(await conversation.reply(), 'DELETE');
      const last = await conversation.reply();
      expectEqual(last.status === 0, false, 'whether the size of a deleted file is told', 'DELETE-STAYS');
    },
  }),
  storageCase({
    id: 'storage/delete/twice',
    title: 'refuses a second delete: there is nothing any more',
    statements: ['DELETE-REPEAT'],
    async run(kit) {
      const file = await stored(kit, content(kit, 100));
      expectSuccess(await kit.ask('DELETE', file), 'DELETE');
      await expectRefused(kit, 'DELETE', file, GONE);
      await expectRefused(kit, 'DELETE', file, GONE);
    },
  }),
  storageCase({
    id: 'storage/delete/unknown',
    title: 'refuses to delete a file that never was',
    statements: ['DELETE-REPEAT', 'READ-OWNER'],
    run: (kit) => expectRefused(kit, 'DELETE', kit.ids(kit.user(), kit.fileId()), GONE),
  }),
  storageCase({
    id: 'storage/delete/only-that-file',
    title: 'deletes nothing but the one file: others of the user, and of a similar name, stay',
    statements: ['DELETE-REAL', 'READ-RIGHT-OR-ABSENT'],
    async run(kit) {
      const userid = kit.user();
      const bytes = content(kit, 500);
      const fileid = kit.fileId();
      const file = await stored(kit, bytes, { userid, fileid });
      const longer = await stored(kit, bytes, { userid, fileid: `${fileid}0` });
      const shorter = await stored(kit, bytes, { userid, fileid: fileid.slice(0, -1) });
      const another = await stored(kit, bytes, { userid });
      expectSuccess(await kit.ask('DELETE', file), 'DELETE');
      for (const other of [longer, shorter, another]) await expectStored(kit, other, bytes, 'DELETE-REAL');
    },
  }),
  storageCase({
    id: 'storage/delete/uploaded-anew',
    title: 'gives the new bytes of a file that was deleted and uploaded anew, never the old ones',
    statements: ['DELETE-STAYS', 'READ-RIGHT-OR-ABSENT'],
    async run(kit) {
      const file = await stored(kit, content(kit, 2000));
      for (let n = 1; n <= 4; n++) {
        // The same size: only the bytes tell the old file from the new one.
        const bytes = content(kit, 2000);
        expectSuccess(await kit.ask('DELETE', file), 'DELETE');
        await expectUploaded(kit, file, bytes);
        await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
      }
    },
  }),
  storageCase({
    id: 'storage/delete/empty-file',
    title: 'deletes an empty file like any other',
    statements: ['DELETE-STAYS', 'UPLOAD-EMPTY'],
    async run(kit) {
      const file = await stored(kit, new Uint8Array());
      expectSuccess(await kit.ask('DELETE', file), 'DELETE');
      await expectAbsent(kit, file, 'DELETE-STAYS');
    },
  }),
  storageCase({
    id: 'storage/delete/empty-ids',
    title: 'refuses DELETE without a user id or a file id',
    statements: ['UPLOAD-IDS'],
    async run(kit) {
      const wanted = { statement: 'UPLOAD-IDS', number: 400 };
      await expectRefused(kit, 'DELETE', { ...kit.ids(kit.user(), kit.fileId()), userid: '' }, wanted);
      await expectRefused(kit, 'DELETE', { ...kit.ids(kit.user(), kit.fileId()), fileid: '' }, wanted);
    },
  }),
  storageCase({
    id: 'storage/delete/malformed',
    title: 'refuses DELETE with an id without a NUL or a body of the wrong length, and deletes nothing',
    statements: ['WIRE-TEXT', 'WIRE-BODY-LENGTH', 'WIRE-DELETE'],
    async run(kit) {
      const bytes = content(kit, 100);
      const file = await stored(kit, bytes);
      await expectMalformed(kit, 'DELETE', { ...file, fileid: Buffer.alloc(128, 'f') }, 'WIRE-TEXT');
      const honest = encodeRequest('DELETE', file).subarray(10);
      for (const body of [honest.subarray(0, 399), Buffer.concat([honest, Buffer.alloc(1)])]) {
        await expectMalformed(kit, 'DELETE', {}, 'WIRE-BODY-LENGTH', { body });
      }
      await expectStored(kit, file, bytes, 'ERR-MALFORMED');
    },
  }),
];
