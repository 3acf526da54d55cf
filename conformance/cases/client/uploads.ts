import { answeringEarly, cutAfter, hanging, refusing, saying, unanswered } from '../../cluster/behaviours.ts';
import { takeContent } from '../../cluster/honestStorage.ts';
import type { Behaviour } from '../../cluster/playedServer.ts';
import { numberOf } from '../../cluster/seenRequest.ts';
import type { ClientStage } from '../../program/clientStage.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqualBytes, expectThat } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import { encodeFailure, encodeReply } from '../../wire/layout.ts';
import { expectCount, expectDone, expectFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

/** More than the system's buffers take from a sender whose peer does not read. */
const MORE_THAN_BUFFERS = 24 * 1024 * 1024;
/** How long a storage that has refused stays, reading nothing. */
const STAY_MS = 20_000;

/** Uploads that are refused, lost or not answered. */
export const uploadCases: readonly AnyCase[] = [
  stageCase({
    id: 'client/upload/early-refusal',
    title: 'stops sending when it is refused, and says so',
    statements: ['CONN-EARLY-REFUSAL', 'CLIENT-EXIT'],
    works: ['upload'],
    async run(stage) {
      const refusal = encodeFailure('storage', 413, '[kit] too large');
      stage.cluster.always('UPLOAD', answeringEarly(refusal, 65_536, STAY_MS));
      const run = await stage.run('upload', { content: stage.content(MORE_THAN_BUFFERS) });
      expectFailed(run, 'the storage refused with 413');
      if (run.tookMs < STAY_MS) return;
      const message = `the client was refused and went on sending for ${STAY_MS / 1000} s, until the connection was reset`;
      throw new CaseFailure({ axis: 'ended', statement: 'CONN-EARLY-REFUSAL', message });
    },
  }),
  stageCase({
    id: 'client/upload/refusal-while-read',
    title: 'fails when it is refused by a storage that reads on',
    statements: ['CONN-EARLY-REFUSAL', 'CLIENT-EXIT'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.always('UPLOAD', async ({ peer, request }) => {
        await peer.send(encodeFailure('storage', 403, '[kit] unknown application'));
        await takeContent(request, peer, numberOf(request, 'size'));
      });
      expectFailed(await stage.run('upload', { content: stage.content(2_000_000) }), 'the storage refused with 403');
    },
  }),
  stageCase({
    id: 'client/upload/early-success',
    title: 'does not believe a success that comes before it has sent everything',
    statements: ['CLIENT-EARLY-SUCCESS', 'CLIENT-EXIT'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.next('UPLOAD', answeringEarly(encodeReply('UPLOAD'), 65_536, 1_500));
      const content = stage.content(MORE_THAN_BUFFERS);
      const run = await stage.run('upload', { content });
      if (run.exitCode === 0) expectStored(stage, content, 'CLIENT-EARLY-SUCCESS');
    },
  }),
  resent('unanswered', 'was stored and not answered', unanswered),
  resent('cut-in-content', 'was cut off in the middle of the content', async ({ peer, request }) => {
    await takeContent(request, peer, 100_000);
    peer.reset();
  }),
  resent('unanswered-lost', 'was taken, lost and not answered', async ({ peer, request }) => {
    await takeContent(request, peer, numberOf(request, 'size'));
    peer.close();
  }),
  resent('reply-cut', 'was stored and its reply cut short', cutAfter(5)),
  resent('storage-hangs', 'went to a storage that hangs', hanging),
  otherFile('other-size', 'of another size', (content) => content.subarray(1)),
  otherFile('other-bytes', 'of the same size with other bytes', (content) => {
    const other = Buffer.from(content);
    other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1;
    return other;
  }),
  elsewhere('503', 'that cannot store now'),
  elsewhere('507', 'that is full'),
  stageCase({
    id: 'client/upload/success-with-body',
    title: 'does not believe a success whose body does not belong there',
    statements: ['WIRE-UPLOAD', 'WIRE-BODY-LENGTH'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.always('UPLOAD', saying(encodeReply('UPLOAD', {}, { body: Buffer.alloc(8) })));
      const run = await stage.run('upload', { content: stage.content(100) });
      expectFailed(run, 'every storage answered with a body', 'WIRE-BODY-LENGTH');
    },
  }),
];

/** An upload that got no answer is made again, and is there in the end. */
function resent(what: string, how: string, behaviour: Behaviour): AnyCase {
  return stageCase({
    id: `client/upload/${what}`,
    title: `sends an upload again that ${how}`,
    statements: ['CLIENT-RESEND', ...(behaviour === hanging ? ['CLIENT-BOUNDED'] : [])],
    works: ['upload'],
    async run(stage) {
      stage.cluster.next('UPLOAD', behaviour);
      const content = stage.content(300_000);
      expectDone(await stage.run('upload', { content }), `an upload ${how} and could be sent again`, 'CLIENT-RESEND');
      expectCount(stage.cluster.requestsOf('UPLOAD'), 2, 100, 'CLIENT-RESEND');
      expectStored(stage, content, 'CLIENT-RESEND');
    },
  });
}

/** Somebody else's file came under the same id while the answer was lost. */
function otherFile(what: string, how: string, change: (content: Buffer) => Buffer): AnyCase {
  return stageCase({
    id: `client/upload/unanswered-${what}`,
    title: `does not take a file ${how} for its own after an upload without an answer`,
    statements: ['CLIENT-RESEND', 'CLIENT-EXIT'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.next('UPLOAD', async ({ peer, request }) => {
        const content = await takeContent(request, peer, numberOf(request, 'size'));
        stage.cluster.library.put(request, change(content));
        peer.close();
      });
      const run = await stage.run('upload', { content: stage.content(100_000) });
      expectFailed(run, `the id belongs to a file ${how}`, 'CLIENT-RESEND');
    },
  });
}

/** The first storage that is asked refuses for a reason of its own. */
function elsewhere(number: '503' | '507', who: string): AnyCase {
  return stageCase({
    id: `client/upload/storage-${number}`,
    title: `uploads elsewhere when it meets a storage ${who}`,
    statements: ['CLIENT-FAILOVER'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.next('UPLOAD', refusing(Number(number), '[kit] not here'));
      const content = stage.content(50_000);
      expectDone(await stage.run('upload', { content }), `one storage answered ${number}`, 'CLIENT-FAILOVER');
      expectStored(stage, content, 'CLIENT-FAILOVER');
    },
  });
}

function expectStored(stage: ClientStage, content: Buffer, statement: string): void {
  const [request] = stage.cluster.requestsOf('UPLOAD');
  const stored = request === undefined ? undefined : stage.cluster.library.find(request);
  expectThat(stored !== undefined, 'the client reported success and nothing is stored', statement);
  expectEqualBytes(stored, content, 'what is stored', statement);
}
