import { refusing, saying } from '../../cluster/behaviours.ts';
import type { ClientStage } from '../../program/clientStage.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectThat } from '../../runner/expect.ts';
import { encodeReply } from '../../wire/layout.ts';
import { expectCount, expectDone, expectFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

const UNKNOWN = refusing(400, '[kit] unknown command');
/** Pages of a listing that never ends, before a client has to see that. */
const TRIES_MAX = 40;

/** The optional listing extension: what a client does that lists, and one that describes what it uploads. */
export const listingCases: readonly AnyCase[] = [
  stageCase({
    id: 'client/upload/description-refused',
    title: 'has stored a file though no storage knows descriptions',
    statements: ['DESCRIBE-UPLOAD', 'LIST-OPTIONAL'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.always('DESCRIBE', UNKNOWN);
      expectDone(await stage.run('upload', { content: stage.content(100) }), 'the file was stored', 'DESCRIBE-UPLOAD');
    },
  }),
  stageCase({
    id: 'client/list/honest',
    title: 'prints the ids of all files of a user, page by page',
    statements: ['CLIENT-EXIT', 'WIRE-LIST-REPLY', 'LIST-PAGE'],
    works: ['list'],
    async run(stage) {
      const ids = filesOf(stage, 7);
      const run = await stage.run('list');
      expectDone(run, 'an honest cluster listed the files');
      const missing = ids.filter((fileid) => !run.stdout.includes(fileid));
      expectThat(missing.length === 0, `${missing.join(', ')} is not in what the client printed`, 'LIST-PAGE');
    },
  }),
  stageCase({
    id: 'client/list/not-supported',
    title: 'fails when no storage knows LIST, instead of showing no files',
    statements: ['LIST-NOT-SUPPORTED', 'CLIENT-EXIT', 'LIST-OPTIONAL'],
    works: ['list'],
    async run(stage) {
      filesOf(stage, 2);
      stage.cluster.always('LIST', UNKNOWN);
      expectFailed(await stage.run('list'), 'no storage knows LIST', 'LIST-NOT-SUPPORTED');
      expectCount(stage.cluster.requestsOf('LIST'), 1, TRIES_MAX, 'CLIENT-BOUNDED');
    },
  }),
  stageCase({
    id: 'client/list/passed-over',
    title: 'asks another storage when one does not know LIST',
    statements: ['LIST-NOT-SUPPORTED'],
    works: ['list'],
    async run(stage) {
      const [fileid = ''] = filesOf(stage, 1);
      stage.cluster.next('LIST', UNKNOWN);
      const run = await stage.run('list');
      expectDone(run, 'another storage knows LIST', 'LIST-NOT-SUPPORTED');
      expectThat(run.stdout.includes(fileid), `${fileid} is not in what the client printed`, 'LIST-NOT-SUPPORTED');
    },
  }),
  stageCase({
    id: 'client/list/goes-in-circles',
    title: 'comes to an end though a storage gives the same page for ever',
    statements: ['LIST-ADVANCES', 'CLIENT-BOUNDED'],
    works: ['list'],
    async run(stage) {
      const file = { fileid: stage.file.fileid, size: 1n, uploaded: 0n, name: '', type: '' };
      stage.cluster.always('LIST', saying(encodeReply('LIST', { more: 1, files: [file] })));
      expectFailed(await stage.run('list'), 'a page was given again and again', 'LIST-ADVANCES');
      expectCount(stage.cluster.requestsOf('LIST'), 1, TRIES_MAX, 'LIST-ADVANCES');
    },
  }),
];

/** Puts so many files of the stage's user into the cluster; gives their ids. */
function filesOf(stage: ClientStage, count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const fileid = at === 0 ? stage.file.fileid : stage.kit.fileId();
    stage.cluster.library.add({ ...stage.file, fileid }, stage.content(10 + at));
    return fileid;
  });
}
