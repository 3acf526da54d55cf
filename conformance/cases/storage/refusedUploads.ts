import { type StorageKit, storageCase } from '../../runner/case.ts';
import { encodeRequest, type Fields, HEAD_BYTES, type RequestOptions } from '../../wire/layout.ts';
import { expectMalformed, expectRefused } from '../refused.ts';
import { content, expectAbsent, freshFile } from './files.ts';

/** How an upload is made wrong. */
interface Wrong {
  readonly fields?: Fields;
  readonly options?: RequestOptions;
}

/** Sends a wrong upload of 100 bytes; it must be refused, and leave no file under the honest ids. */
async function refused(kit: StorageKit, statement: string, { fields, options }: Wrong): Promise<void> {
  const file = freshFile(kit);
  await expectMalformed(kit, 'UPLOAD', { ...file, ...fields }, statement, { content: content(kit, 100), ...options });
  await expectAbsent(kit, file, 'UPLOAD-ALL-OR-NOTHING');
}

const EMPTY_ID = { statement: 'UPLOAD-IDS', number: 400 };
const INT64_MAX = 2n ** 63n - 1n;
const noNul = (width: number): Uint8Array => Buffer.alloc(width, 'x');
const notUtf8 = Buffer.from('ab\xff\xfe\0', 'latin1');
/** The first half of a character of two bytes. */
const halfCharacter = Buffer.from('ab\xc3\0', 'latin1');

export const refusedUploads = [
  storageCase({
    id: 'storage/refused-upload/empty-userid',
    title: 'refuses an upload without a user id',
    statements: ['UPLOAD-IDS'],
    run: (kit) =>
      expectRefused(kit, 'UPLOAD', { ...freshFile(kit), userid: '' }, EMPTY_ID, { content: content(kit, 100) }),
  }),
  storageCase({
    id: 'storage/refused-upload/empty-fileid',
    title: 'refuses an upload without a file id',
    statements: ['UPLOAD-IDS'],
    run: (kit) =>
      expectRefused(kit, 'UPLOAD', { ...freshFile(kit), fileid: '' }, EMPTY_ID, { content: content(kit, 100) }),
  }),
  storageCase({
    id: 'storage/refused-upload/unterminated-appid',
    title: 'refuses an upload whose application id has no NUL within its 16 bytes',
    statements: ['WIRE-TEXT', 'WIRE-IDS', 'ERR-MALFORMED'],
    run: (kit) => refused(kit, 'WIRE-TEXT', { fields: { appid: noNul(16) } }),
  }),
  storageCase({
    id: 'storage/refused-upload/unterminated-userid',
    title: 'refuses an upload whose user id has no NUL within its 256 bytes',
    statements: ['WIRE-TEXT', 'WIRE-IDS', 'ERR-MALFORMED'],
    run: (kit) => refused(kit, 'WIRE-TEXT', { fields: { userid: noNul(256) } }),
  }),
  storageCase({
    id: 'storage/refused-upload/unterminated-fileid',
    title: 'refuses an upload whose file id has no NUL within its 128 bytes',
    statements: ['WIRE-TEXT', 'WIRE-IDS', 'ERR-MALFORMED'],
    run: (kit) => refused(kit, 'WIRE-TEXT', { fields: { fileid: noNul(128) } }),
  }),
  storageCase({
    id: 'storage/refused-upload/not-utf8',
    title: 'refuses an upload whose ids are not UTF-8',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    async run(kit) {
      await refused(kit, 'WIRE-TEXT', { fields: { fileid: notUtf8 } });
      await refused(kit, 'WIRE-TEXT', { fields: { userid: halfCharacter } });
    },
  }),
  storageCase({
    id: 'storage/refused-upload/size-too-large',
    title: 'refuses an upload that announces more bytes than its body has',
    statements: ['WIRE-UPLOAD', 'WIRE-BODY-LENGTH'],
    run: (kit) => refused(kit, 'WIRE-UPLOAD', { fields: { size: 101n } }),
  }),
  storageCase({
    id: 'storage/refused-upload/size-too-small',
    title: 'refuses an upload that announces fewer bytes than its body has',
    statements: ['WIRE-UPLOAD', 'WIRE-BODY-LENGTH'],
    run: (kit) => refused(kit, 'WIRE-UPLOAD', { fields: { size: 99n } }),
  }),
  storageCase({
    id: 'storage/refused-upload/negative-size',
    title: 'refuses an upload of a negative size',
    statements: ['WIRE-UPLOAD', 'ERR-MALFORMED'],
    async run(kit) {
      await refused(kit, 'WIRE-UPLOAD', { fields: { size: -1n } });
      await refused(kit, 'WIRE-UPLOAD', { fields: { size: -(2n ** 63n) } });
    },
  }),
  storageCase({
    id: 'storage/refused-upload/negative-size-that-adds-up',
    title: 'refuses a negative size even where 408 plus it is the length of the body',
    statements: ['WIRE-UPLOAD', 'ERR-MALFORMED'],
    async run(kit) {
      const honest = encodeRequest('UPLOAD', { ...freshFile(kit), size: -1n }, { content: new Uint8Array() });
      await refused(kit, 'WIRE-UPLOAD', { options: { body: honest.subarray(HEAD_BYTES, HEAD_BYTES + 407) } });
    },
  }),
  storageCase({
    id: 'storage/refused-upload/huge-size',
    title: 'refuses a size of 2^63 - 1 behind which 100 bytes follow',
    statements: ['WIRE-UPLOAD', 'ERR-MALFORMED'],
    run: (kit) => refused(kit, 'WIRE-UPLOAD', { fields: { size: INT64_MAX } }),
  }),
  storageCase({
    id: 'storage/refused-upload/size-that-overflows',
    title: 'refuses a size that, added to 408, wraps around to the length of the body',
    statements: ['WIRE-UPLOAD', 'ERR-MALFORMED'],
    // 408 + size = 2^63 + 99, which a careless int64 takes for a negative number.
    run: (kit) =>
      refused(kit, 'WIRE-UPLOAD', {
        fields: { size: INT64_MAX - 308n },
        options: { length: -(2n ** 63n) + 99n },
      }),
  }),
  storageCase({
    id: 'storage/refused-upload/short-body',
    title: 'refuses a body that ends before the content could begin',
    statements: ['WIRE-BODY-LENGTH', 'ERR-MALFORMED'],
    async run(kit) {
      for (const length of [0, 1, 16, 272, 400, 407]) {
        await refused(kit, 'WIRE-BODY-LENGTH', { options: { body: Buffer.alloc(length, 'x') } });
      }
    },
  }),
];
