import { setTimeout as sleep } from 'node:timers/promises';
import { cutAfter, dropping, hanging, refusing, replyingBody, saying } from '../../cluster/behaviours.ts';
import type { Peer } from '../../cluster/peer.ts';
import type { Behaviour } from '../../cluster/playedServer.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectThat } from '../../runner/expect.ts';
import { joinCase } from './joinCase.ts';

/** Connections made in a second by a storage that does not flood its tracker. */
const CONNECTS_PER_SECOND_MAX = 10;

/** A tracker that fails, and is joined again. */
export const rejoinCases: readonly AnyCase[] = [
  lost('closed', 'its tracker has closed the connection', (peer) => peer.close()),
  lost('reset', 'its tracker has reset the connection', (peer) => peer.reset()),
  failing('join-refused', 'its JOIN was refused', 'JOIN', refusing(503, '[kit] no room')),
  failing('join-cut', 'the reply to its JOIN was cut short', 'JOIN', cutAfter(5)),
  failing('join-unanswered', 'its JOIN was not answered', 'JOIN', dropping('close')),
  failing('join-garbage', 'its JOIN was answered with garbage', 'JOIN', saying(Buffer.alloc(64, 0xee))),
  failing('join-silence', 'its tracker says nothing to its JOIN', 'JOIN', hanging),
  failing('beat-refused', 'its BEAT was refused with 404', 'BEAT', refusing(404, '[kit] who are you'), 'TRACKER-BEAT'),
  failing('beat-unanswered', 'its BEAT was not answered', 'BEAT', dropping('reset')),
  failing('beat-garbage', 'its BEAT was answered with garbage', 'BEAT', saying(Buffer.alloc(64, 0xee))),
  failing(
    'beat-body',
    'its BEAT was answered with a body that does not end',
    'BEAT',
    replyingBody(Buffer.alloc(3), { length: 2n ** 62n }),
  ),
  failing('beat-silence', 'its tracker says nothing to its BEAT', 'BEAT', hanging),
  joinCase({
    id: 'joins/rejoin/away',
    title: 'is joined again within a heartbeat interval after its tracker came back',
    statements: ['TRACKER-RELEARN', 'STORAGE-LINK'],
    async run(stage) {
      const { join } = await stage.joined();
      stage.tracker.away();
      join.peer.close();
      await sleep(2 * stage.intervalMs);
      await stage.tracker.back();
      const again = await stage.joinAfter(join, stage.beatsMs(1));
      await stage.beatAfter(again);
    },
  }),
  joinCase({
    id: 'joins/rejoin/no-flood',
    title: 'pauses between tries to join a tracker that closes every connection',
    statements: ['STORAGE-BACKOFF'],
    async run(stage) {
      await stage.joined();
      const { tracker } = stage;
      tracker.onConnection = (peer) => peer.close();
      for (const peer of tracker.openPeers) peer.close();
      const before = tracker.peers.length;
      const sinceMs = performance.now();
      await sleep(Math.max(2_000, 2 * stage.intervalMs));
      const forMs = Math.round(performance.now() - sinceMs);
      const connects = tracker.peers.length - before;
      const most = Math.ceil((forMs / 1000) * CONNECTS_PER_SECOND_MAX);
      expectThat(connects <= most, `${connects} connections came in ${forMs / 1000} s`, 'STORAGE-BACKOFF');
      expectThat(connects > 0, `no connection came in ${forMs / 1000} s`, 'STORAGE-BACKOFF');
    },
  }),
  joinCase({
    id: 'joins/rejoin/other-tracker-hangs',
    title: 'joins a tracker while another one says nothing',
    statements: ['STORAGE-LINK'],
    trackers: 2,
    async run(stage) {
      const [first, second] = stage.trackers;
      if (first !== undefined) stage.cluster.at(first, 'JOIN', hanging);
      const { join } = await stage.joined(second);
      await stage.beatAfter(join, 1);
    },
  }),
];

/** It is joined; then its tracker ends the connection between two beats. */
function lost(what: string, when: string, end: (peer: Peer) => void) {
  return joinCase({
    id: `joins/rejoin/${what}`,
    title: `joins anew when ${when}`,
    statements: ['STORAGE-LINK'],
    async run(stage) {
      const { join } = await stage.joined();
      await sleep(stage.intervalMs / 4);
      end(join.peer);
      const again = await stage.joinAfter(join, stage.rejoinMs);
      await stage.beatAfter(again);
    },
  });
}

/** A request fails once; then all is well. */
function failing(what: string, when: string, name: 'JOIN' | 'BEAT', behaviour: Behaviour, statement = 'STORAGE-LINK') {
  return joinCase({
    id: `joins/rejoin/${what}`,
    title: `joins anew when ${when}`,
    statements: [statement, 'STORAGE-LINK'],
    async run(stage) {
      stage.cluster.nextAt(stage.tracker, name, behaviour);
      const join = await stage.arrives();
      if (join === undefined) return stage.kit.skip('blocked: no storage has ever joined, see joins/join/arrives');
      const withinMs = behaviour === hanging ? stage.silenceMs : stage.rejoinMs;
      const since = name === 'BEAT' ? stage.beatsMs(1) : 0;
      await stage.beatAfter(await stage.joinAfter(join, since + withinMs, statement));
    },
  });
}
