import { saying } from '../../cluster/behaviours.ts';
import type { ClientStage } from '../../program/clientStage.ts';
import type { Operation } from '../../program/commandForms.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqualBytes, expectThat } from '../../runner/expect.ts';
import { encodeReply } from '../../wire/layout.ts';
import { expectDone } from './judge.ts';
import { stageCase } from './stageCase.ts';

/** What a client does when all is well. */
export const honestCases: readonly AnyCase[] = [
  stageCase({
    id: 'client/upload/honest',
    title: 'uploads a file and ends with exit code 0',
    statements: ['CLIENT-EXIT', 'WIRE-UPLOAD', 'CLIENT-UPLOAD-SOURCE'],
    works: [],
    async run(stage) {
      const { content, stored } = await done(stage, 'upload');
      expectThat(stored !== undefined, 'the client reported success and stored nothing', 'CLIENT-EXIT');
      expectEqualBytes(stored, content, 'what was stored', 'CLIENT-UPLOAD-SOURCE');
    },
  }),
  stageCase({
    id: 'client/download/honest',
    title: 'downloads a file and ends with exit code 0',
    statements: ['CLIENT-EXIT', 'WIRE-DOWNLOAD', 'CLIENT-NO-WRONG-BYTES'],
    works: [],
    async run(stage) {
      const { content, run } = await done(stage, 'download');
      expectThat(run.output !== undefined, 'the client reported success and left no file', 'CLIENT-EXIT');
      expectEqualBytes(run.output.bytes, content, 'the downloaded file', 'CLIENT-NO-WRONG-BYTES');
    },
  }),
  stageCase({
    id: 'client/filesize/honest',
    title: 'prints the size of a file',
    statements: ['CLIENT-EXIT', 'WIRE-FILESIZE-REPLY'],
    works: [],
    async run(stage) {
      const { run, content } = await done(stage, 'filesize');
      expectPrinted(run.stdout + run.stderr, String(content.length));
    },
  }),
  stageCase({
    id: 'client/filesize/int64',
    title: 'reads a size of more than 32 bits',
    statements: ['WIRE-FILESIZE-REPLY'],
    works: ['filesize'],
    async run(stage) {
      const size = 2n ** 40n + 7n;
      stage.cluster.always('FILESIZE', saying(encodeReply('FILESIZE', { size })));
      const run = await stage.run('filesize');
      expectDone(run, `a file has ${size} bytes`);
      expectPrinted(run.stdout + run.stderr, String(size));
    },
  }),
  stageCase({
    id: 'client/delete/honest',
    title: 'deletes a file and ends with exit code 0',
    statements: ['CLIENT-EXIT', 'WIRE-DELETE'],
    works: [],
    async run(stage) {
      const { stored } = await done(stage, 'delete');
      expectThat(stored === undefined, 'the client reported success and deleted nothing', 'CLIENT-EXIT');
    },
  }),
  stageCase({
    id: 'client/groups/honest',
    title: 'prints the groups and their storages',
    statements: ['CLIENT-EXIT', 'WIRE-GROUPS-REPLY'],
    works: [],
    async run(stage) {
      const { run } = await done(stage, 'groups');
      for (const host of ['kit-storage-1', 'kit-storage-2']) expectPrinted(run.stdout + run.stderr, host);
    },
  }),
];

/** The client's honest run, which must have been read by the cluster: what it could not read is for other cases. */
async function done(stage: ClientStage, operation: Operation) {
  const baseline = await stage.baseline(operation);
  const unreadable = baseline.faults.some((fault) => fault.kind === 'layout');
  if (unreadable) stage.kit.skip('blocked: its requests are not as they should be, see client/requests');
  expectDone(baseline.run, `an honest cluster did the ${operation}`);
  return baseline;
}

/** Separators between groups of digits do not count. */
function expectPrinted(output: string, wanted: string): void {
  const plain = output.replace(/(?<=\d)[,._' ](?=\d)/g, '');
  expectThat(plain.includes(wanted), `${wanted} is not in what the client printed: ${output.slice(0, 300)}`);
}
