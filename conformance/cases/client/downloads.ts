import { andMore, cutAfter, dropping, refusing, replyingBody, saying, withHead } from '../../cluster/behaviours.ts';
import type { Behaviour } from '../../cluster/playedServer.ts';
import { numberOf } from '../../cluster/seenRequest.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqual, expectThat } from '../../runner/expect.ts';
import { encodeReply, HEAD_BYTES } from '../../wire/layout.ts';
import { expectDownloaded, expectFailed, expectRightOrFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

const SIZE = 300_000;
const CUT_AT = 100_000;

/** Downloads that break, and replies that are not what was asked for. */
export const downloadCases: readonly AnyCase[] = [
  resumed('cut', 'the connection ends in the middle', cutAfter(HEAD_BYTES + CUT_AT)),
  resumed('reset', 'the connection is reset in the middle', cutAfter(HEAD_BYTES + CUT_AT, 'reset')),
  resumed('cut-behind-head', 'the connection ends behind the head of the reply', cutAfter(HEAD_BYTES)),
  resumed('cut-in-head', 'the connection ends in the head of the reply', cutAfter(5)),
  resumed('refused-503', 'a storage answers 503', refusing(503, '[kit] no')),
  stageCase({
    id: 'client/download/resumes-at-offset',
    title: 'goes on at its offset, on another storage',
    statements: ['CLIENT-RESUME'],
    works: ['download'],
    async run(stage) {
      const content = stage.stored(SIZE);
      stage.cluster.next('DOWNLOAD', cutAfter(HEAD_BYTES + CUT_AT));
      expectDownloaded(await stage.run('download'), content, 'another storage had the rest', 'CLIENT-RESUME');
      const [first, second] = stage.cluster.requestsOf('DOWNLOAD');
      expectThat(first !== undefined && second !== undefined, 'there were not two requests', 'CLIENT-RESUME');
      const offset = numberOf(second, 'offset');
      expectThat(offset > 0 && offset <= CUT_AT, `it went on from byte ${offset} after ${CUT_AT}`, 'CLIENT-RESUME');
      expectThat(first.server !== second.server, `it asked ${first.server} twice in a row`, 'CLIENT-RESUME');
    },
  }),
  stageCase({
    id: 'client/download/resumes-range',
    title: 'goes on within the part that was asked for',
    statements: ['CLIENT-RESUME', 'CLIENT-NO-WRONG-BYTES'],
    works: ['download'],
    async run(stage) {
      stage.needsPlaceholder('download', 'offset');
      stage.needsPlaceholder('download', 'size');
      const content = stage.stored(SIZE);
      stage.cluster.next('DOWNLOAD', cutAfter(HEAD_BYTES + 20_000));
      const run = await stage.run('download', { offset: 50_000, size: 60_000 });
      expectDownloaded(run, content.subarray(50_000, 110_000), 'another storage had the rest', 'CLIENT-RESUME');
    },
  }),
  stageCase({
    id: 'client/download/no-progress',
    title: 'gives up when every storage promises the content and ends',
    statements: ['CLIENT-BOUNDED', 'CLIENT-EXIT'],
    works: ['download'],
    async run(stage) {
      stage.stored(SIZE);
      stage.cluster.always('DOWNLOAD', cutAfter(HEAD_BYTES));
      expectFailed(await stage.run('download'), 'no storage ever sent a byte of the content');
    },
  }),
  stageCase({
    id: 'client/download/no-partial-file',
    title: 'leaves nothing under the name of the file when it cannot get all of it',
    statements: ['CLIENT-WHOLE-FILE', 'CLIENT-EXIT'],
    works: ['download'],
    async run(stage) {
      stage.stored(SIZE);
      stage.cluster.next('DOWNLOAD', cutAfter(HEAD_BYTES + CUT_AT));
      stage.cluster.always('DOWNLOAD', dropping('close'));
      const run = await stage.run('download');
      expectFailed(run, 'two thirds of the file could not be had');
      if (run.output === undefined) return;
      const { name, bytes } = run.output;
      expectEqual(`${name} with ${bytes.length} bytes`, 'no file', 'what a failed download left', 'CLIENT-WHOLE-FILE');
    },
  }),
  stageCase({
    id: 'client/download/other-rest',
    title: 'never joins the begin of a file with the rest of one of another size',
    statements: ['CLIENT-NO-WRONG-BYTES'],
    works: ['download'],
    async run(stage) {
      const content = stage.stored(SIZE);
      const longer = stage.content(SIZE + 1_000);
      stage.cluster.next('DOWNLOAD', cutAfter(HEAD_BYTES + CUT_AT));
      stage.cluster.always(
        'DOWNLOAD',
        saying(({ request }) =>
          encodeReply('DOWNLOAD', { content: longer.subarray(Math.max(0, numberOf(request, 'offset'))) }),
        ),
      );
      const run = await stage.run('download');
      if (run.exitCode === 0 && run.output?.bytes.equals(longer)) return;
      expectRightOrFailed(run, content);
    },
  }),
  wrong('short-body', 'fewer bytes than asked for', (part) =>
    saying(encodeReply('DOWNLOAD', { content: part.subarray(1) })),
  ),
  wrong('long-body', 'more bytes than asked for', (part) =>
    saying(encodeReply('DOWNLOAD', { content: Buffer.concat([part, part.subarray(0, 1)]) })),
  ),
  wrong('empty-body', 'no bytes', () => replyingBody(Buffer.alloc(0))),
  wrong('negative-length', 'a negative body length', () => withHead({ length: -1 })),
  wrong('huge-length', 'a body length of 2^62', () => withHead({ length: 2n ** 62n })),
  wrong('longest-length', 'a body length of 2^63 - 1', () => withHead({ length: 2n ** 63n - 1n })),
  stageCase({
    id: 'client/download/whole-huge-length',
    title: 'does not take the begin of an endless body for the whole file',
    statements: ['CLIENT-NO-WRONG-BYTES', 'CLIENT-EXIT'],
    works: ['download'],
    async run(stage) {
      stage.stored(1_000);
      stage.cluster.always('DOWNLOAD', async (turn) => {
        await withHead({ length: 2n ** 62n })(turn);
        turn.peer.close();
      });
      expectFailed(await stage.run('download'), 'every storage promised 2^62 bytes and ended after 1000');
    },
  }),
  stageCase({
    id: 'client/download/trailing-bytes',
    title: 'takes nothing behind the body for content',
    statements: ['CLIENT-NO-WRONG-BYTES', 'WIRE-BODY-LENGTH'],
    works: ['download'],
    async run(stage) {
      const content = stage.stored(5_000);
      stage.cluster.always('DOWNLOAD', andMore(Buffer.alloc(500, 'x')));
      expectRightOrFailed(await stage.run('download'), content);
    },
  }),
  stageCase({
    id: 'client/download/reply-of-tracker',
    title: 'does not believe a reply with the command of another kind of server',
    statements: ['CLIENT-REPLY-COMMAND'],
    works: ['download'],
    async run(stage) {
      stage.stored(1_000);
      stage.cluster.always('DOWNLOAD', withHead({ command: 100 }));
      expectFailed(await stage.run('download'), "every reply had a tracker's command", 'CLIENT-REPLY-COMMAND');
    },
  }),
];

/** The first storage does not send all of it; the next one would. */
function resumed(what: string, how: string, behaviour: Behaviour): AnyCase {
  return stageCase({
    id: `client/download/${what}`,
    title: `gets the whole file when ${how}`,
    statements: ['CLIENT-RESUME', 'CLIENT-NO-WRONG-BYTES', 'CLIENT-FAILOVER'],
    works: ['download'],
    async run(stage) {
      const content = stage.stored(SIZE);
      stage.cluster.next('DOWNLOAD', behaviour);
      expectDownloaded(await stage.run('download'), content, 'another storage had it all', 'CLIENT-RESUME');
    },
  });
}

const PART = { offset: 1_000, size: 500 };

/** Once, a reply to a request for a part has another size; the client may fail, or get it from another storage. */
function wrong(what: string, shape: string, behaviour: (part: Buffer) => Behaviour): AnyCase {
  return stageCase({
    id: `client/download/${what}`,
    title: `never takes a reply with ${shape} for the content`,
    statements: ['CLIENT-NO-WRONG-BYTES', 'WIRE-BODY-LENGTH'],
    works: ['download'],
    async run(stage) {
      stage.needsPlaceholder('download', 'size');
      const part = stage.stored(5_000).subarray(PART.offset, PART.offset + PART.size);
      stage.cluster.next('DOWNLOAD', behaviour(part));
      expectRightOrFailed(await stage.run('download', PART), part);
    },
  });
}
