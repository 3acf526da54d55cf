import { andClose, dropping, hanging, inPieces, refusing } from '../../cluster/behaviours.ts';
import { deadAddress } from '../../cluster/listener.ts';
import type { Behaviour } from '../../cluster/playedServer.ts';
import type { ClientStage } from '../../program/clientStage.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqualBytes, expectThat } from '../../runner/expect.ts';
import type { PacketName } from '../../wire/packets.ts';
import { expectCount, expectDone, expectFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

/** Servers that are dead, hang, break or refuse, and others that do not. */
export const failoverCases: readonly AnyCase[] = [
  stageCase({
    id: 'client/failover/dead-tracker',
    title: 'passes over trackers that cannot be reached',
    statements: ['CLIENT-FAILOVER'],
    works: ['filesize'],
    async run(stage) {
      stage.stored(100);
      const dead = [await deadAddress('127.0.0.1'), await deadAddress('127.0.0.1'), await deadAddress('127.0.0.1')];
      const run = await stage.run('filesize', { taddrs: [...dead, stage.cluster.taddrs].join(';') });
      expectDone(run, 'the last of four trackers is alive', 'CLIENT-FAILOVER');
    },
  }),
  stageCase({
    id: 'client/failover/dead-tracker-groups',
    title: 'asks the next tracker for the groups',
    statements: ['CLIENT-FAILOVER'],
    works: ['groups'],
    async run(stage) {
      const dead = [await deadAddress('127.0.0.1'), await deadAddress('127.0.0.1')];
      const run = await stage.run('groups', { taddrs: [...dead, stage.cluster.taddrs].join(';') });
      expectDone(run, 'the last of three trackers is alive', 'CLIENT-FAILOVER');
    },
  }),
  stageCase({
    id: 'client/failover/all-trackers-dead',
    title: 'fails when no tracker can be reached',
    statements: ['CLIENT-EXIT', 'CLIENT-BOUNDED'],
    works: ['filesize'],
    async run(stage) {
      const taddrs = [await deadAddress('127.0.0.1'), await deadAddress('127.0.0.1')].join(';');
      expectFailed(await stage.run('filesize', { taddrs }), 'no tracker can be reached');
    },
  }),
  nextServer('tracker-hangs', 'a tracker that never answers', 'SADDRS', hanging),
  nextServer('tracker-resets', 'a tracker that resets the connection', 'SADDRS', dropping('reset')),
  nextServer('tracker-503', 'a tracker that answers 503', 'SADDRS', refusing(503, '[kit] no active storage')),
  nextServer('storage-hangs', 'a storage that never answers', 'FILESIZE', hanging),
  nextServer('storage-closes', 'a storage that closes the connection', 'FILESIZE', dropping('close')),
  nextServer('storage-resets', 'a storage that resets the connection', 'FILESIZE', dropping('reset')),
  nextServer('storage-500', 'a storage that answers 500', 'FILESIZE', refusing(500, '[kit] broken')),
  nextServer(
    'storage-503-closes',
    'a storage that answers 503 and closes',
    'FILESIZE',
    andClose(refusing(503, '[kit] no')),
  ),
  nextServer('storage-503-in-bytes', 'a storage whose 503 comes byte by byte', 'FILESIZE', async (turn) => {
    const reply = refusing(503, '[kit] no');
    const bytes: Buffer[] = [];
    const peer = Object.assign(Object.create(turn.peer), { send: async (part: Buffer) => void bytes.push(part) });
    await reply({ ...turn, peer });
    await inPieces(1, 5)({ ...turn, honest: async () => Buffer.concat(bytes) });
  }),
  stageCase({
    id: 'client/failover/dead-storage',
    title: 'passes over storages that cannot be reached',
    statements: ['CLIENT-FAILOVER'],
    works: ['upload'],
    async run(stage) {
      const { cluster } = stage;
      const content = stage.content(10_000);
      const alive = cluster.storages[0]?.address ?? '';
      cluster.addresses = [await deadAddress('127.0.0.1'), await deadAddress('127.0.0.1'), alive];
      expectDone(await stage.run('upload', { content }), 'the last of three storages is alive', 'CLIENT-FAILOVER');
      const [request] = cluster.requestsOf('UPLOAD');
      const stored = request === undefined ? undefined : cluster.library.find(request);
      expectThat(stored !== undefined, 'the client reported success and stored nothing', 'CLIENT-EXIT');
      expectEqualBytes(stored, content, 'what was stored', 'CLIENT-UPLOAD-SOURCE');
    },
  }),
  stageCase({
    id: 'client/failover/no-storage',
    title: 'fails when the tracker has no storage for it',
    statements: ['CLIENT-EXIT', 'SADDRS-ACTIVE'],
    works: ['upload'],
    async run(stage) {
      stage.cluster.always('SADDRS', refusing(503, '[kit] no active storage'));
      expectFailed(await stage.run('upload', { content: stage.content(100) }), 'the tracker has no storage');
      expectCount(stage.cluster.requestsOf('UPLOAD'), 0, 0, 'CLIENT-EXIT');
    },
  }),
  stageCase({
    id: 'client/failover/empty-list',
    title: 'fails when the tracker names no storage',
    statements: ['CLIENT-EXIT', 'CLIENT-BOUNDED'],
    works: ['filesize'],
    async run(stage) {
      stage.cluster.addresses = [];
      expectFailed(await stage.run('filesize'), 'the tracker named no storage');
    },
  }),
  stageCase({
    id: 'client/failover/all-hang',
    title: 'ends when every storage hangs',
    statements: ['CLIENT-BOUNDED', 'CLIENT-EXIT'],
    works: ['filesize'],
    async run(stage) {
      stage.stored(100);
      stage.cluster.always('FILESIZE', hanging);
      expectFailed(await stage.run('filesize'), 'no storage ever answered');
    },
  }),
  bounded('repeats-closed', 'every storage closes the connection', dropping('close')),
  bounded('repeats-refused', 'every storage answers 503', refusing(503, '[kit] no')),
];

/** The first server that is asked does not do it; the next one would. */
function nextServer(what: string, who: string, name: PacketName, behaviour: Behaviour): AnyCase {
  return stageCase({
    id: `client/failover/${what}`,
    title: `passes over ${who}`,
    statements: ['CLIENT-FAILOVER', ...(behaviour === hanging ? ['CLIENT-BOUNDED'] : [])],
    cluster: { trackers: 2 },
    works: ['filesize'],
    async run(stage: ClientStage) {
      stage.stored(100);
      stage.cluster.next(name, behaviour);
      expectDone(await stage.run('filesize'), 'another server would have done it', 'CLIENT-FAILOVER');
      expectCount(stage.cluster.requestsOf(name), 2, 1_000, 'CLIENT-FAILOVER');
    },
  });
}

/** More tries than any client that gives up makes. */
const TRIES_MAX = 200;

function bounded(what: string, when: string, behaviour: Behaviour): AnyCase {
  return stageCase({
    id: `client/failover/${what}`,
    title: `gives up when ${when}`,
    statements: ['CLIENT-BOUNDED', 'CLIENT-EXIT'],
    works: ['filesize'],
    async run(stage) {
      stage.stored(100);
      stage.cluster.always('FILESIZE', behaviour);
      expectFailed(await stage.run('filesize'), when);
      expectCount(stage.cluster.requestsOf('FILESIZE'), 1, TRIES_MAX, 'CLIENT-BOUNDED');
    },
  });
}
