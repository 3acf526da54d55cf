import { after, cutAfter, hanging, refusing, replyingBody, saying } from '../../cluster/behaviours.ts';
import { type JoinsStage, servingAddress } from '../../cluster/joinsStage.ts';
import type { Behaviour } from '../../cluster/playedServer.ts';
import { failureOf } from '../../cluster/requestFaults.ts';
import { textOf } from '../../cluster/seenRequest.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqualBytes, expectRefusal, expectSuccess, expectThat } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import type { Address, Reply } from '../../wire/conversation.ts';
import { encodeReply } from '../../wire/layout.ts';
import { joinCase } from './joinCase.ts';

/** How long an upload may take while an id server hangs. */
const PATIENCE_MS = 60_000;
const ID_SPACE = 512n ** 4n;
const KEY_BYTES_MAX = 64;

/** What a storage asks of its id servers, and what it does when they fail. */
export const idCases: readonly AnyCase[] = [
  joinCase({
    id: 'joins/ids/asks',
    title: 'asks an id server for an id of its store path when a file is uploaded',
    statements: ['WIRE-IDGET', 'STORE-PATH'],
    ids: 1,
    async run(stage) {
      const storage = await reach(stage);
      expectSuccess(await storage.upload(), 'UPLOAD');
      const request = stage.cluster.requestsOf('ID_GET')[0];
      const unreadable = stage.cluster.faults[0];
      if (unreadable !== undefined) throw failureOf(unreadable);
      expectThat(request !== undefined, 'no ID_GET came', 'STORE-PATH');
      const fault = request.faults[0];
      if (fault !== undefined) throw failureOf(fault);
      const bytes = Buffer.byteLength(textOf(request, 'key'));
      expectThat(bytes > 0 && bytes <= KEY_BYTES_MAX, `the key has ${bytes} bytes`, 'WIRE-IDGET');
    },
  }),
  stores('slow', 'an id server that takes a second', after(1_000)),
  stores(
    'last-id',
    'the last id there is, 512^4 - 1',
    saying(encodeReply('ID_GET', { id: ID_SPACE - 1n })),
    'STORE-ID-SPACE',
  ),
  refuses('refused', 'every id server refuses', [503], refusing(503, '[kit] no database')),
  refuses('silence', 'every id server hangs', [503], hanging),
  refuses('cut', 'the reply of every id server is cut short', [503], cutAfter(12)),
  refuses('short-id', 'every id comes in 4 bytes', [503], replyingBody(Buffer.alloc(4))),
  refuses('space-end', 'the ids are used up', [507], saying(encodeReply('ID_GET', { id: ID_SPACE })), 'STORE-ID-SPACE'),
  refuses(
    'far-id',
    'an id is 2^63 - 1',
    [507],
    saying(encodeReply('ID_GET', { id: 2n ** 63n - 1n })),
    'STORE-ID-SPACE',
  ),
  refuses('negative-id', 'an id is negative', [503, 507], saying(encodeReply('ID_GET', { id: -1n })), 'STORE-ID-SPACE'),
  joinCase({
    id: 'joins/ids/down',
    title: 'refuses uploads while no id server can be reached, and takes them again afterwards',
    statements: ['STORAGE-ID-FAILOVER'],
    ids: 1,
    async run(stage) {
      const storage = await reach(stage);
      for (const server of stage.cluster.idServers) server.stop();
      expectRefusal(await storage.upload(), { server: 'storage', numbers: [503], statement: 'STORAGE-ID-FAILOVER' });
      for (const server of stage.cluster.idServers) await server.back();
      expectSuccess(await storage.upload(), 'UPLOAD', 'STORAGE-ID-FAILOVER');
    },
  }),
  joinCase({
    id: 'joins/ids/second-server',
    title: 'asks the second id server when the first cannot be reached, and the first when the second cannot',
    statements: ['STORAGE-ID-FAILOVER'],
    ids: 2,
    async run(stage) {
      const storage = await reach(stage);
      const [first, second] = stage.cluster.idServers;
      first?.stop();
      expectSuccess(await storage.upload(), 'UPLOAD', 'STORAGE-ID-FAILOVER');
      await first?.back();
      second?.stop();
      expectSuccess(await storage.upload(), 'UPLOAD', 'STORAGE-ID-FAILOVER');
    },
  }),
  joinCase({
    id: 'joins/ids/first-hangs',
    title: 'asks another id server when one hangs',
    statements: ['STORAGE-ID-FAILOVER'],
    ids: 2,
    async run(stage) {
      const storage = await reach(stage);
      stage.cluster.next('ID_GET', hanging);
      expectSuccess(await storage.upload(), 'UPLOAD', 'STORAGE-ID-FAILOVER');
    },
  }),
  joinCase({
    id: 'joins/ids/repeated',
    title: 'loses no file when its id server hands one id out again and again',
    statements: ['UPLOAD-DURABLE'],
    ids: 1,
    async run(stage) {
      const storage = await reach(stage);
      stage.cluster.always('ID_GET', saying(encodeReply('ID_GET', { id: 7n })));
      const files = Array.from({ length: 6 }, () => ({
        fileid: stage.kit.fileId(),
        content: stage.kit.random.bytes(3_000),
      }));
      const replies = await Promise.all(files.map((file) => storage.upload(file.fileid, file.content)));
      for (const [at, { fileid, content }] of files.entries()) {
        if (replies[at]?.status !== 0) continue;
        const { content: got } = expectSuccess(await storage.download(fileid), 'DOWNLOAD', 'UPLOAD-DURABLE');
        expectEqualBytes(got as Uint8Array, content, 'a file that was stored', 'UPLOAD-DURABLE');
      }
    },
  }),
];

/** The storage under test, as a client sees it. */
interface Reached {
  upload(fileid?: string, content?: Uint8Array): Promise<Reply>;
  download(fileid: string): Promise<Reply>;
}

async function reach(stage: JoinsStage): Promise<Reached> {
  const { kit } = stage;
  const { join } = await stage.joined();
  const to: Address = servingAddress(join);
  const userid = kit.user();
  const ids = (fileid: string) => ({ appid: kit.target.appid, userid, fileid });
  return {
    upload: (fileid = kit.fileId(), content = kit.random.bytes(1_000)) => {
      kit.later(async () => void (await kit.ask('DELETE', ids(fileid), { to, withinMs: 1_000 })));
      return kit.ask('UPLOAD', ids(fileid), { to, content, withinMs: PATIENCE_MS });
    },
    download: (fileid) => kit.ask('DOWNLOAD', ids(fileid), { to }),
  };
}

function stores(what: string, who: string, behaviour: Behaviour, statement = 'STORAGE-ID-FAILOVER'): AnyCase {
  return joinCase({
    id: `joins/ids/${what}`,
    title: `stores a file with ${who}`,
    statements: [statement],
    ids: 1,
    async run(stage) {
      const storage = await reach(stage);
      stage.cluster.always('ID_GET', behaviour);
      const fileid = stage.kit.fileId();
      const content = stage.kit.random.bytes(2_000);
      expectSuccess(await storage.upload(fileid, content), 'UPLOAD', statement);
      const { content: got } = expectSuccess(await storage.download(fileid), 'DOWNLOAD', statement);
      expectEqualBytes(got as Uint8Array, content, 'the file', statement);
    },
  });
}

/** The upload is refused, and the storage is well: the next one succeeds. */
function refuses(
  what: string,
  when: string,
  numbers: readonly number[],
  behaviour: Behaviour,
  statement = 'STORAGE-ID-FAILOVER',
): AnyCase {
  return joinCase({
    id: `joins/ids/${what}`,
    title: `refuses an upload when ${when}, and takes the next one`,
    statements: [statement, 'ERR-NUMBERS'],
    ids: 1,
    async run(stage) {
      const storage = await reach(stage);
      stage.cluster.always('ID_GET', behaviour);
      expectRefusal(await storage.upload(), { server: 'storage', numbers, statement });
      expectThat(stage.cluster.requestsOf('ID_GET').length > 0, 'no ID_GET came', 'STORE-PATH');
      stage.cluster.always('ID_GET', async ({ peer, honest }) => peer.send(await honest()));
      const reply = await storage.upload();
      if (reply.status === 0) return;
      throw new CaseFailure({ axis: 'said', statement, message: 'the next upload is refused too' });
    },
  });
}
