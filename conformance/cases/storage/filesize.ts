import { storageCase } from '../../runner/case.ts';
import { expectEqual, expectRefusal, expectSuccess } from '../../runner/expect.ts';
import { encodeRequest, HEAD_BYTES } from '../../wire/layout.ts';
import { expectMalformed, expectRefused, wrongLengths } from '../refused.ts';
import { content, stored } from './files.ts';

export const filesize = [
  storageCase({
    id: 'storage/filesize/exact',
    title: 'tells the exact size of files of many sizes, empty ones too',
    statements: ['WIRE-FILESIZE', 'WIRE-FILESIZE-REPLY'],
    async run(kit) {
      for (const size of [0, 1, 255, 256, 65_536, 300_001]) {
        const file = await stored(kit, content(kit, size));
        const got = expectSuccess(await kit.ask('FILESIZE', file), 'FILESIZE').size;
        expectEqual(got, BigInt(size), 'the size of a file', 'WIRE-FILESIZE-REPLY');
      }
    },
  }),
  storageCase({
    id: 'storage/filesize/again',
    title: 'tells the same size however often it is asked, on one connection',
    statements: ['WIRE-FILESIZE', 'CONN-IN-STEP'],
    async run(kit) {
      const file = await stored(kit, content(kit, 777));
      const conversation = await kit.connect();
      for (let n = 0; n < 50; n++) {
        await conversation.send(encodeRequest('FILESIZE', file));
        const { size } = expectSuccess(await conversation.reply(), 'FILESIZE');
        expectEqual(size, 777n, 'the size of a file', 'WIRE-FILESIZE-REPLY');
      }
    },
  }),
  storageCase({
    id: 'storage/filesize/unknown',
    title: 'refuses the size of a file that does not exist',
    statements: ['READ-OWNER', 'ERR-NUMBERS'],
    async run(kit) {
      const file = kit.ids(kit.user(), kit.fileId());
      await expectRefused(kit, 'FILESIZE', file, { statement: 'READ-OWNER', number: 404 });
      // A second time, when a server may remember the first.
      expectRefusal(await kit.ask('FILESIZE', file), { numbers: [404], statement: 'READ-OWNER', server: 'storage' });
    },
  }),
  storageCase({
    id: 'storage/filesize/empty-ids',
    title: 'refuses FILESIZE without a user id or a file id',
    statements: ['UPLOAD-IDS'],
    async run(kit) {
      const wanted = { statement: 'UPLOAD-IDS', number: 400 };
      await expectRefused(kit, 'FILESIZE', { ...kit.ids(kit.user(), kit.fileId()), userid: '' }, wanted);
      await expectRefused(kit, 'FILESIZE', { ...kit.ids(kit.user(), kit.fileId()), fileid: '' }, wanted);
    },
  }),
  storageCase({
    id: 'storage/filesize/unterminated',
    title: 'refuses FILESIZE with an id that has no NUL within its width',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    async run(kit) {
      const file = kit.ids(kit.user(), kit.fileId());
      for (const wrong of [
        { appid: Buffer.alloc(16, 'a') },
        { userid: Buffer.alloc(256, 'u') },
        { fileid: Buffer.alloc(128, 'f') },
      ]) {
        await expectMalformed(kit, 'FILESIZE', { ...file, ...wrong }, 'WIRE-TEXT');
      }
    },
  }),
  storageCase({
    id: 'storage/filesize/wrong-length',
    title: 'refuses FILESIZE with a body that is longer or shorter than 400 bytes',
    statements: ['WIRE-BODY-LENGTH', 'WIRE-FILESIZE'],
    async run(kit) {
      const file = await stored(kit, content(kit, 10));
      const honest = encodeRequest('FILESIZE', file).subarray(HEAD_BYTES);
      for (const body of wrongLengths(honest, [0, 1, 272, 399, 401, 408, 416])) {
        await expectMalformed(kit, 'FILESIZE', {}, 'WIRE-BODY-LENGTH', { body });
      }
    },
  }),
];
