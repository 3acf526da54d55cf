import { andClose, refusing, replyingBody, saying } from '../../cluster/behaviours.ts';
import type { Behaviour } from '../../cluster/playedServer.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectThat } from '../../runner/expect.ts';
import { encodeFailure, encodeHead, encodeReply } from '../../wire/layout.ts';
import { expectCount, expectFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

const HUGE = 4 * 1024 * 1024;

/** Refusals of every shape. */
export const refusalCases: readonly AnyCase[] = [
  stageCase({
    id: 'client/refusals/tracker-403',
    title: 'takes 403 of a tracker as final',
    statements: ['CLIENT-FAILOVER', 'CLIENT-EXIT'],
    cluster: { trackers: 2 },
    works: ['upload'],
    async run(stage) {
      stage.cluster.always('SADDRS', refusing(403, '[kit] unknown application'));
      expectFailed(await stage.run('upload', { content: stage.content(100) }), 'the tracker refused with 403');
      expectCount(stage.cluster.requestsOf('SADDRS'), 1, 1, 'CLIENT-FAILOVER');
      expectCount(stage.cluster.requestsOf('UPLOAD'), 0, 0, 'CLIENT-FAILOVER');
    },
  }),
  stageCase({
    id: 'client/refusals/download-404',
    title: 'takes 404 of a storage as final and leaves no file',
    statements: ['CLIENT-FAILOVER', 'CLIENT-EXIT', 'CLIENT-NO-WRONG-BYTES'],
    works: ['download'],
    async run(stage) {
      const run = await stage.run('download');
      expectFailed(run, 'there is no such file');
      expectThat(run.output === undefined, 'a refused download left a file', 'CLIENT-NO-WRONG-BYTES');
      expectCount(stage.cluster.requestsOf('DOWNLOAD'), 1, 1, 'CLIENT-FAILOVER');
    },
  }),
  stageCase({
    id: 'client/refusals/upload-409',
    title: 'takes 409 for a refusal when it has sent the file only once',
    statements: ['CLIENT-EXIT', 'CLIENT-RESEND', 'CLIENT-FAILOVER'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.always('UPLOAD', refusing(409, '[kit] the file exists'));
      expectFailed(await stage.run('upload', { content: stage.content(1_000) }), 'the file id was taken');
      expectCount(stage.cluster.requestsOf('UPLOAD'), 1, 1, 'CLIENT-FAILOVER');
    },
  }),
  stageCase({
    id: 'client/refusals/delete-404',
    title: 'takes 404 for a refusal when it has asked for the delete only once',
    statements: ['CLIENT-EXIT', 'CLIENT-RESEND', 'CLIENT-FAILOVER'],
    works: ['delete'],
    async run(stage) {
      expectFailed(await stage.run('delete'), 'there is no such file');
      expectCount(stage.cluster.requestsOf('DELETE'), 1, 1, 'CLIENT-FAILOVER');
    },
  }),
  refused('without-description', 'a refusal without a description', ['WIRE-FAILURE'], refusing(404)),
  refused('minus-one', 'error number -1', ['ERR-NUMBERS'], refusing(-1, '[kit] no')),
  refused(
    'closes',
    'a refusal and the end of the connection',
    ['CONN-REFUSAL-KEEPS'],
    andClose(refusing(404, '[kit] no')),
  ),
  refused(
    'unterminated',
    'a description that does not end',
    ['WIRE-FAILURE'],
    refusing(404, '[kit] no', { length: 5 }),
  ),
  refused(
    'huge-description',
    'a description of 4 MiB',
    ['WIRE-FAILURE', 'CLIENT-BOUNDED'],
    replyingBody(hugeFailure(), { status: -3 }),
  ),
  refused(
    'without-number',
    'a refusal with no body at all',
    ['WIRE-FAILURE'],
    saying(({ server }) => encodeHead(0, commandOf(server.kind), -3)),
  ),
  refused(
    'endless',
    'a refusal whose length is 2^62',
    ['WIRE-FAILURE', 'CLIENT-BOUNDED'],
    andClose(refusing(404, '[kit] no', { length: 2n ** 62n })),
  ),
  refused(
    'negative-length',
    'a refusal whose length is negative',
    ['WIRE-FAILURE', 'CLIENT-BOUNDED'],
    andClose(refusing(404, '[kit] no', { length: -7 })),
  ),
  refused(
    'status-1',
    'status 1, which is a failure too',
    ['WIRE-REPLY-STATUS'],
    refusing(404, '[kit] no', { status: 1 }),
  ),
  refused(
    'status-minus-128',
    'status -128, which is a failure too',
    ['WIRE-REPLY-STATUS'],
    refusing(404, '[kit] no', { status: -128 }),
  ),
  refused(
    'success-body',
    'status -3 in front of the body of a success',
    ['WIRE-REPLY-STATUS'],
    saying(encodeReply('FILESIZE', { size: 4n }, { status: -3 })),
  ),
  refusedDownload('download-status-1', 'content behind status 1', 1),
  refusedDownload('download-status-minus-3', 'content behind status -3', -3),
];

/** Whatever the shape of a refusal, it is one. */
function refused(
  what: string,
  shape: string,
  statements: readonly [string, ...string[]],
  behaviour: Behaviour,
): AnyCase {
  return stageCase({
    id: `client/refusals/${what}`,
    title: `fails at ${shape}`,
    statements: [...statements, 'CLIENT-EXIT'],
    works: ['filesize'],
    async run(stage) {
      stage.stored(100);
      stage.cluster.always('FILESIZE', behaviour);
      expectFailed(await stage.run('filesize'), `every storage answered with ${shape}`, statements[0]);
    },
  });
}

function refusedDownload(what: string, shape: string, status: number): AnyCase {
  return stageCase({
    id: `client/refusals/${what}`,
    title: `never takes ${shape} for the file`,
    statements: ['WIRE-REPLY-STATUS', 'CLIENT-NO-WRONG-BYTES'],
    works: ['download'],
    async run(stage) {
      const content = stage.stored(500);
      stage.cluster.always('DOWNLOAD', saying(encodeReply('DOWNLOAD', { content }, { status })));
      const run = await stage.run('download');
      expectFailed(run, `every storage answered with ${shape}`, 'WIRE-REPLY-STATUS');
    },
  });
}

function hugeFailure(): Buffer {
  const body = Buffer.alloc(HUGE, 'x');
  encodeFailure('storage', 404).copy(body, 0, 10);
  body[HUGE - 1] = 0;
  return body;
}

function commandOf(kind: 'tracker' | 'id' | 'storage'): number {
  return encodeFailure(kind, 0).readUInt8(8);
}
