import { cutAfter, dropping, hanging, refusing, unanswered } from '../../cluster/behaviours.ts';
import type { Behaviour } from '../../cluster/playedServer.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectThat } from '../../runner/expect.ts';
import { expectCount, expectDone, expectFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

/** Deletes that are lost or not answered. */
export const deleteCases: readonly AnyCase[] = [
  repeated('unanswered', 'was done and not answered', unanswered),
  repeated('reply-cut', 'was done and its reply cut short', cutAfter(9)),
  repeated('lost', 'was lost', dropping('reset')),
  repeated('storage-hangs', 'went to a storage that hangs', hanging),
  repeated('storage-503', 'went to a storage that answers 503', refusing(503, '[kit] no')),
  stageCase({
    id: 'client/delete/never-answered',
    title: 'gives up when no storage answers',
    statements: ['CLIENT-BOUNDED', 'CLIENT-EXIT'],
    works: ['delete'],
    async run(stage) {
      stage.stored(100);
      stage.cluster.always('DELETE', dropping('close'));
      expectFailed(await stage.run('delete'), 'no storage ever answered');
      expectCount(stage.cluster.requestsOf('DELETE'), 2, 200, 'CLIENT-BOUNDED');
    },
  }),
];

function repeated(what: string, how: string, behaviour: Behaviour): AnyCase {
  return stageCase({
    id: `client/delete/${what}`,
    title: `sends a delete again that ${how}`,
    statements: [behaviour === unanswered || behaviour === hanging ? 'CLIENT-RESEND' : 'CLIENT-FAILOVER'],
    works: ['delete'],
    async run(stage) {
      stage.stored(100);
      stage.cluster.next('DELETE', behaviour);
      expectDone(await stage.run('delete'), `a delete ${how} and could be sent again`, 'CLIENT-RESEND');
      expectThat(stage.cluster.library.size === 0, 'the file is still there', 'CLIENT-RESEND');
      expectCount(stage.cluster.requestsOf('DELETE'), 2, 200, 'CLIENT-RESEND');
    },
  });
}
