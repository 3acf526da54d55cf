import { after, inPieces, takingSlowly } from '../../cluster/behaviours.ts';
import { type SeenRequest, textOf } from '../../cluster/seenRequest.ts';
import type { ClientStage } from '../../program/clientStage.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqual, expectEqualBytes, expectThat } from '../../runner/expect.ts';
import { expectDone, expectDownloaded } from './judge.ts';
import { stageCase } from './stageCase.ts';

const KIB_64 = 65_536;
const SEVERAL_MB = 5_000_003;

/** Content of all sizes, fast and slow. */
export const contentCases: readonly AnyCase[] = [
  uploadCase('empty', 'uploads an empty file', ['UPLOAD-EMPTY', 'WIRE-UPLOAD'], [0]),
  uploadCase(
    'sizes',
    'uploads files of 1 byte and around 64 KiB',
    ['WIRE-UPLOAD'],
    [1, KIB_64 - 1, KIB_64, KIB_64 + 1],
  ),
  uploadCase('large', 'uploads several megabytes', ['WIRE-UPLOAD', 'CLIENT-UPLOAD-SOURCE'], [SEVERAL_MB]),
  uploadCase(
    'slow-storage',
    'uploads to a storage that takes content slowly',
    ['CLIENT-UPLOAD-SOURCE'],
    [1_000_000],
    (stage) => stage.cluster.always('UPLOAD', takingSlowly(20)),
  ),
  uploadCase('reply-in-bytes', 'takes a reply that comes byte by byte', ['WIRE-HEAD'], [1_000], (stage) => {
    stage.cluster.always('SADDRS', inPieces(1, 2));
    stage.cluster.always('UPLOAD', inPieces(1, 10));
  }),
  downloadCase('empty', 'downloads an empty file', ['WIRE-DOWNLOAD', 'UPLOAD-EMPTY'], [0]),
  downloadCase(
    'sizes',
    'downloads files of 1 byte and around 64 KiB',
    ['WIRE-DOWNLOAD'],
    [1, KIB_64 - 1, KIB_64, KIB_64 + 1],
  ),
  downloadCase('large', 'downloads several megabytes', ['WIRE-DOWNLOAD'], [SEVERAL_MB]),
  downloadCase(
    'in-bytes',
    'takes content that comes byte by byte',
    ['WIRE-HEAD', 'WIRE-DOWNLOAD'],
    [2_000],
    (stage) => {
      stage.cluster.always('DOWNLOAD', inPieces(1, 0));
    },
  ),
  downloadCase('slow-storage', 'takes content that comes slowly', ['WIRE-DOWNLOAD'], [100_000], (stage) => {
    stage.cluster.always('SADDRS', after(500));
    stage.cluster.always('DOWNLOAD', inPieces(10_000, 100));
  }),
  stageCase({
    id: 'client/download/range',
    title: 'downloads a part of a file',
    statements: ['WIRE-DOWNLOAD', 'CLIENT-NO-WRONG-BYTES'],
    works: ['download'],
    async run(stage) {
      stage.needsPlaceholder('download', 'offset');
      stage.needsPlaceholder('download', 'size');
      const content = stage.stored(10_000);
      const run = await stage.run('download', { offset: 1_234, size: 5_678 });
      expectDownloaded(run, content.subarray(1_234, 1_234 + 5_678), 'a part was there', 'WIRE-DOWNLOAD');
    },
  }),
  stageCase({
    id: 'client/download/range-to-end',
    title: 'downloads a file from an offset to its end',
    statements: ['WIRE-DOWNLOAD', 'CLIENT-NO-WRONG-BYTES'],
    works: ['download'],
    async run(stage) {
      stage.needsPlaceholder('download', 'offset');
      const content = stage.stored(10_000);
      const run = await stage.run('download', { offset: 9_000 });
      expectDownloaded(run, content.subarray(9_000), 'a part was there', 'WIRE-DOWNLOAD');
    },
  }),
  stageCase({
    id: 'client/upload/file-id',
    title: 'makes a new file id of 36 characters for every upload',
    statements: ['FILE-ID'],
    works: ['upload'],
    async run(stage) {
      if (stage.choosesFileId) stage.kit.notApplicable('its command line says which id a file gets');
      const content = stage.content(10);
      for (let n = 0; n < 2; n++) expectDone(await stage.run('upload', { content }), 'a file was uploaded');
      const ids = stage.cluster.requestsOf('UPLOAD').map((request) => textOf(request, 'fileid'));
      expectEqual(new Set(ids).size, 2, 'different ids of two uploads', 'FILE-ID');
      for (const id of ids) {
        expectThat(/^[0-9a-f]{30}\d{6}$/.test(id), `"${id}" is not made as FILE-ID says`, 'FILE-ID');
        const counter = Number(id.slice(30, 34));
        expectThat(counter >= 1 && counter <= 8000, `the counter of "${id}" is not from 1 to 8000`, 'FILE-ID');
      }
    },
  }),
];

type Prepare = (stage: ClientStage) => void;
type Statements = readonly [string, ...string[]];

function uploadCase(what: string, title: string, statements: Statements, sizes: readonly number[], prepare?: Prepare) {
  return stageCase({
    id: `client/upload/${what}`,
    title,
    statements,
    works: ['upload'],
    async run(stage) {
      prepare?.(stage);
      await Promise.all(
        sizes.map(async (size) => {
          const content = stage.content(size);
          const userid = stage.kit.user();
          expectDone(await stage.run('upload', { userid, content }), `${size} bytes were uploaded`);
          const mine = (request: SeenRequest): boolean => textOf(request, 'userid') === userid;
          const request = stage.cluster.requestsOf('UPLOAD').find(mine);
          const stored = request === undefined ? undefined : stage.cluster.library.find(request);
          expectThat(stored !== undefined, 'the client reported success and stored nothing', 'CLIENT-EXIT');
          expectEqualBytes(stored, content, 'what was stored', 'CLIENT-UPLOAD-SOURCE');
        }),
      );
    },
  });
}

function downloadCase(
  what: string,
  title: string,
  statements: Statements,
  sizes: readonly number[],
  prepare?: Prepare,
) {
  return stageCase({
    id: `client/download/${what}`,
    title,
    statements,
    works: ['download'],
    async run(stage) {
      prepare?.(stage);
      await Promise.all(
        sizes.map(async (size) => {
          const content = stage.content(size);
          const fileid = stage.kit.fileId();
          stage.cluster.library.add({ ...stage.file, fileid }, content);
          const run = await stage.run('download', { fileid });
          expectDownloaded(run, content, `${size} bytes were there`, statements[0]);
        }),
      );
    },
  });
}
