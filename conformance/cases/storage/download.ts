import { storageCase } from '../../runner/case.ts';
import { expectEqual, expectEqualBytes, expectSuccess, expectThat } from '../../runner/expect.ts';
import { encodeRequest, HEAD_BYTES } from '../../wire/layout.ts';
import { expectMalformed, expectRefused, wrongLengths } from '../refused.ts';
import { content, downloaded, expectStored, part, stored } from './files.ts';

const NOT_FOUND = { statement: 'READ-OWNER', number: 404 };

export const download = [
  storageCase({
    id: 'storage/download/parts',
    title: 'gives every part that lies within a file: the first byte, the last, the middle, all but one',
    statements: ['DOWNLOAD-RANGE', 'WIRE-DOWNLOAD'],
    async run(kit) {
      const bytes = content(kit, 1000);
      const file = await stored(kit, bytes);
      for (const [offset, size] of [
        [0, 1],
        [999, 1],
        [1, 998],
        [0, 999],
        [1, 999],
        [0, 1000],
        [500, 10],
      ] as const) {
        const got = await part(kit, file, BigInt(offset), BigInt(size));
        expectEqualBytes(got, bytes.subarray(offset, offset + size), `${size} bytes from ${offset}`, 'DOWNLOAD-RANGE');
      }
    },
  }),
  storageCase({
    id: 'storage/download/to-the-end',
    title: 'takes size 0 for "to the end", from the start and from the middle',
    statements: ['WIRE-DOWNLOAD', 'DOWNLOAD-RANGE'],
    async run(kit) {
      const bytes = content(kit, 1000);
      const file = await stored(kit, bytes);
      for (const offset of [0, 1, 500, 999]) {
        const got = await part(kit, file, BigInt(offset), 0n);
        expectEqualBytes(got, bytes.subarray(offset), `everything from ${offset}`, 'WIRE-DOWNLOAD');
      }
    },
  }),
  storageCase({
    id: 'storage/download/large-parts',
    title: 'gives parts that begin and end around 64 and 256 KiB',
    statements: ['DOWNLOAD-RANGE', 'READ-RIGHT-OR-ABSENT'],
    async run(kit) {
      const bytes = content(kit, 1_000_000);
      const file = await stored(kit, bytes);
      for (const edge of [65_536, 262_144, 524_288]) {
        for (const [from, to] of [
          [0, edge],
          [0, edge + 1],
          [1, edge],
          [edge - 1, edge + 1],
          [edge, 2 * edge - 50_000],
        ] as const) {
          const got = await part(kit, file, BigInt(from), BigInt(to - from));
          expectEqualBytes(got, bytes.subarray(from, to), `bytes ${from} to ${to}`, 'DOWNLOAD-RANGE');
        }
      }
    },
  }),
  storageCase({
    id: 'storage/download/random-parts',
    title: 'gives fifty random parts on one connection, each exactly',
    statements: ['DOWNLOAD-RANGE', 'CONN-IN-STEP'],
    async run(kit) {
      const bytes = content(kit, 300_000);
      const file = await stored(kit, bytes);
      const conversation = await kit.connect();
      for (let n = 0; n < 50; n++) {
        const offset = kit.random.integer(bytes.length);
        const size = 1 + kit.random.integer(bytes.length - offset);
        await conversation.send(encodeRequest('DOWNLOAD', { ...file, offset: BigInt(offset), size: BigInt(size) }));
        const got = downloaded(await conversation.reply());
        expectEqualBytes(got, bytes.subarray(offset, offset + size), `${size} bytes from ${offset}`, 'DOWNLOAD-RANGE');
      }
    },
  }),
  storageCase({
    id: 'storage/download/empty-file',
    title: 'gives an empty file as a success without bytes',
    statements: ['UPLOAD-EMPTY', 'DOWNLOAD-RANGE'],
    async run(kit) {
      const file = await stored(kit, new Uint8Array());
      expectEqual((await part(kit, file, 0n, 0n)).byteLength, 0, 'the bytes of an empty file', 'UPLOAD-EMPTY');
    },
  }),
  storageCase({
    id: 'storage/download/unknown',
    title: 'refuses to give a file that does not exist',
    statements: ['READ-OWNER', 'ERR-NUMBERS'],
    async run(kit) {
      await expectRefused(kit, 'DOWNLOAD', kit.ids(kit.user(), kit.fileId()), NOT_FOUND);
      await expectRefused(kit, 'DOWNLOAD', { ...kit.ids(kit.user(), kit.fileId()), offset: 10n, size: 10n }, NOT_FOUND);
    },
  }),
  storageCase({
    id: 'storage/download/empty-ids',
    title: 'refuses DOWNLOAD without a user id or a file id',
    statements: ['UPLOAD-IDS'],
    async run(kit) {
      const wanted = { statement: 'UPLOAD-IDS', number: 400 };
      await expectRefused(kit, 'DOWNLOAD', { ...kit.ids(kit.user(), kit.fileId()), userid: '' }, wanted);
      await expectRefused(kit, 'DOWNLOAD', { ...kit.ids(kit.user(), kit.fileId()), fileid: '' }, wanted);
    },
  }),
  storageCase({
    id: 'storage/download/wrong-length',
    title: 'refuses DOWNLOAD with a body that is longer or shorter than 416 bytes',
    statements: ['WIRE-BODY-LENGTH', 'WIRE-DOWNLOAD'],
    async run(kit) {
      const file = await stored(kit, content(kit, 10));
      const honest = encodeRequest('DOWNLOAD', file).subarray(HEAD_BYTES);
      for (const body of wrongLengths(honest, [0, 400, 408, 415, 417, 424])) {
        await expectMalformed(kit, 'DOWNLOAD', {}, 'WIRE-BODY-LENGTH', { body });
      }
    },
  }),
  storageCase({
    id: 'storage/download/unterminated',
    title: 'refuses DOWNLOAD with an id that has no NUL within its width',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    async run(kit) {
      const file = kit.ids(kit.user(), kit.fileId());
      for (const wrong of [{ userid: Buffer.alloc(256, 'u') }, { fileid: Buffer.alloc(128, 'f') }]) {
        await expectMalformed(kit, 'DOWNLOAD', { ...file, ...wrong }, 'WIRE-TEXT');
      }
    },
  }),
  storageCase({
    id: 'storage/download/pipelined',
    title: 'answers downloads that come one behind another without waiting, in their order',
    statements: ['CONN-ORDER'],
    async run(kit) {
      const bytes = content(kit, 200_000);
      const file = await stored(kit, bytes);
      const parts = Array.from({ length: 12 }, (_, n) => ({
        from: n * 1000,
        to: n % 2 === 0 ? n * 1000 + n + 1 : 150_000 + n,
      }));
      const conversation = await kit.connect();
      const requests = parts.map(({ from, to }) =>
        encodeRequest('DOWNLOAD', { ...file, offset: BigInt(from), size: BigInt(to - from) }),
      );
      await conversation.send(Buffer.concat(requests));
      for (const { from, to } of parts) {
        expectEqualBytes(
          downloaded(await conversation.reply()),
          bytes.subarray(from, to),
          `bytes ${from} to ${to}`,
          'CONN-ORDER',
        );
      }
    },
  }),
  storageCase({
    id: 'storage/download/slow-reader',
    title: 'gives a slow reader the right bytes, and serves others meanwhile',
    statements: ['READ-RIGHT-OR-ABSENT', 'CONN-LIMITS'],
    async run(kit) {
      const bytes = content(kit, 6_000_000);
      const file = await stored(kit, bytes);
      const slow = await kit.connect();
      await slow.send(encodeRequest('DOWNLOAD', file));
      const head = await slow.replyHead();
      expectThat(
        head.status === 0 && head.bodyLength === BigInt(bytes.length),
        'the download does not begin as it should',
      );
      let at = 0;
      while (at < bytes.length) {
        const piece = await slow.bodyBytes(Math.min(500_000, bytes.length - at));
        expectEqualBytes(piece, bytes.subarray(at, at + piece.length), `the bytes from ${at}`, 'READ-RIGHT-OR-ABSENT');
        at += piece.length;
        expectSuccess(await kit.ask('FILESIZE', file), 'FILESIZE', 'CONN-LIMITS');
      }
    },
  }),
  storageCase({
    id: 'storage/download/abandoned',
    title: 'bears readers that leave in the middle of a download',
    statements: ['CONN-LIMITS', 'READ-RIGHT-OR-ABSENT'],
    async run(kit) {
      const bytes = content(kit, 3_000_000);
      const file = await stored(kit, bytes);
      for (let n = 0; n < 8; n++) {
        const reader = await kit.connect();
        await reader.send(encodeRequest('DOWNLOAD', file));
        await reader.replyHead();
        await reader.bodyBytes(1 + n * 1000);
        if (n % 2 === 0) reader.cut();
        else reader.close();
      }
      await expectStored(kit, file, bytes, 'READ-RIGHT-OR-ABSENT');
    },
  }),
];
