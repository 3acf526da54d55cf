import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectRefusal, expectSuccess } from '../../runner/expect.ts';
import { encodeRequest } from '../../wire/layout.ts';
import {
  content,
  deletedLater,
  expectAbsent,
  expectStored,
  expectUploaded,
  type FileIds,
  freshFile,
  stored,
} from './files.ts';

/** Stores a file under these ids and reads it back. */
async function takes(kit: StorageKit, file: FileIds, statement: string): Promise<void> {
  const bytes = content(kit, 333);
  deletedLater(kit, file);
  await expectUploaded(kit, file, bytes);
  await expectStored(kit, file, bytes, statement);
}

/** Fresh ids of just so many bytes. */
function filled(fresh: string, bytes: number): string {
  return fresh.slice(0, bytes).padEnd(bytes, '0123456789');
}

export const names = [
  storageCase({
    id: 'storage/names/full-width',
    title: 'takes ids as wide as their fields allow: a user id of 255 and a file id of 127 bytes',
    statements: ['WIRE-TEXT', 'WIRE-IDS'],
    async run(kit) {
      const { appid } = kit.target;
      await takes(kit, { appid, userid: filled(kit.user(), 255), fileid: filled(kit.fileId(), 127) }, 'WIRE-IDS');
    },
  }),
  storageCase({
    id: 'storage/names/last-byte-counts',
    title: 'tells two file ids of 127 bytes apart by their last byte',
    statements: ['WIRE-IDS', 'WIRE-TEXT'],
    async run(kit) {
      const long = filled(kit.fileId(), 126);
      const one = freshFile(kit, { fileid: `${long}a` });
      const bytes = content(kit, 64);
      await expectUploaded(kit, one, bytes);
      await expectAbsent(kit, { ...one, fileid: `${long}b` }, 'WIRE-IDS');
      await expectAbsent(kit, { ...one, fileid: long }, 'WIRE-IDS');
      await expectStored(kit, one, bytes, 'WIRE-IDS');
    },
  }),
  storageCase({
    id: 'storage/names/multibyte',
    title: 'takes ids in any script, and with characters of four bytes',
    statements: ['WIRE-TEXT', 'DB-BYTES'],
    async run(kit) {
      for (const text of ['用户', 'Jürgen Østergård', 'пользователь', '🎬🎞️']) {
        await takes(
          kit,
          freshFile(kit, { userid: `${kit.user()}${text}`, fileid: `${kit.fileId()}${text}` }),
          'WIRE-TEXT',
        );
      }
    },
  }),
  storageCase({
    id: 'storage/names/letter-case',
    title: 'tells ids apart by their bytes: letter case and trailing spaces count',
    statements: ['DB-BYTES', 'WIRE-IDS'],
    async run(kit) {
      const file = await stored(kit, content(kit, 20), {
        userid: `${kit.user()}-alice`,
        fileid: `${kit.fileId()}-Clip`,
      });
      for (const other of [
        { ...file, userid: file.userid.replace('alice', 'Alice') },
        { ...file, userid: `${file.userid} ` },
        { ...file, fileid: file.fileid.replace('Clip', 'clip') },
        { ...file, fileid: `${file.fileid} ` },
      ]) {
        await expectAbsent(kit, other, 'DB-BYTES');
      }
    },
  }),
  storageCase({
    id: 'storage/names/garbage-behind-nul',
    title: 'ignores what follows the NUL of an id: with and without garbage it is the same file',
    statements: ['WIRE-TEXT'],
    async run(kit) {
      const file = freshFile(kit);
      const bytes = content(kit, 500);
      const upload = await kit.connect();
      await upload.send(encodeRequest('UPLOAD', file, { content: bytes, pad: 0xee }));
      expectSuccess(await upload.reply(), 'UPLOAD');
      await expectStored(kit, file, bytes, 'WIRE-TEXT');
      expectSuccess(await kit.ask('FILESIZE', file, { pad: 0x41 }), 'FILESIZE', 'WIRE-TEXT');
      expectSuccess(await kit.ask('DELETE', file, { pad: 0xff }), 'DELETE', 'WIRE-TEXT');
      await expectAbsent(kit, file, 'WIRE-TEXT');
    },
  }),
  storageCase({
    id: 'storage/names/like-paths',
    title: 'takes ids that look like paths, and never for paths',
    statements: ['READ-PATH', 'WIRE-IDS'],
    async run(kit) {
      const fresh = kit.fileId();
      for (const fileid of [`../../../../tmp/${fresh}`, `/tmp/${fresh}`, `${fresh}/.`, `./${fresh}`, `C:\\${fresh}`]) {
        await takes(kit, freshFile(kit, { fileid }), 'WIRE-IDS');
      }
      const { appid } = kit.target;
      for (const fileid of ['../../../../../../etc/passwd', '/etc/passwd', '..', '.']) {
        await expectAbsent(kit, { appid, userid: kit.user(), fileid }, 'READ-PATH');
      }
    },
  }),
  storageCase({
    id: 'storage/names/like-sql',
    title: 'gives no character of an id a meaning: quotes, wildcards and comments are text',
    statements: ['READ-OWNER', 'WIRE-IDS'],
    async run(kit) {
      const file = await stored(kit, content(kit, 10));
      for (const other of [
        { ...file, fileid: `${file.fileid}' OR '1'='1` },
        { ...file, fileid: '%' },
        { ...file, fileid: `${file.fileid.slice(0, -1)}_` },
        { ...file, userid: `${file.userid}' -- ` },
        { ...file, userid: "' OR ''='" },
      ]) {
        await expectAbsent(kit, other, 'READ-OWNER');
        expectRefusal(await kit.ask('DELETE', other), { numbers: [404], statement: 'READ-OWNER', server: 'storage' });
      }
      await takes(kit, freshFile(kit, { userid: `${kit.user()}'; DROP TABLE t_file_01; --` }), 'WIRE-IDS');
      expectSuccess(await kit.ask('FILESIZE', file), 'FILESIZE');
    },
  }),
];
