import { setTimeout as sleep } from 'node:timers/promises';
import { after, inPieces } from '../../cluster/behaviours.ts';
import { failureOf } from '../../cluster/requestFaults.ts';
import { textOf } from '../../cluster/seenRequest.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqual, expectThat } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import { joinCase } from './joinCase.ts';

const AT_ONCE_MIN_MS = 500;
const REPLY_DELAY_MS = 600;
const TRIES_MAX = 3;
/** Intervals that are measured when the first two do not fit: what a machine that stood still moves is not the middle of them. */
const INTERVALS = 7;

/** When beats come, and on which connection. */
export const beatCases: readonly AnyCase[] = [
  joinCase({
    id: 'joins/beat/at-once',
    title: 'beats at once when it has joined',
    statements: ['STORAGE-LINK'],
    async run(stage) {
      const mostMs = Math.max(AT_ONCE_MIN_MS, stage.intervalMs / 2);
      let { join, beat } = await stage.first();
      const gapMs = (): number => beat.atMs - (join.doneAtMs ?? join.atMs);
      // A machine may stand still in just this moment, but not each time.
      for (let tries = 1; gapMs() >= mostMs && tries < TRIES_MAX; tries++) {
        ({ join } = await stage.joined());
        join.peer.close();
        join = await stage.joinAfter(join, stage.rejoinMs);
        beat = await stage.beatAfter(join);
      }
      const message = `the first BEAT came ${Math.round(gapMs())} ms after the reply to JOIN`;
      expectThat(gapMs() < mostMs, message, 'STORAGE-LINK');
    },
  }),
  joinCase({
    id: 'joins/beat/names',
    title: 'beats with the group and the host of its JOIN',
    statements: ['TRACKER-BEAT', 'WIRE-BEAT'],
    async run(stage) {
      const { join, beat } = await stage.first();
      for (const field of ['group', 'hostname']) {
        expectEqual(textOf(beat, field), textOf(join, field), `the ${field} of the BEAT`, 'TRACKER-BEAT');
      }
    },
  }),
  joinCase({
    id: 'joins/beat/same-connection',
    title: 'beats on the connection of its JOIN',
    statements: ['STORAGE-LINK'],
    async run(stage) {
      const join = await stage.arrives();
      if (join === undefined) return stage.kit.skip('blocked: no storage has ever joined, see joins/join/arrives');
      const beats = () => stage.tracker.requestsOf('BEAT');
      await stage.wait(() => beats()[1], stage.beatsMs(2), 'second BEAT');
      const strays = beats().filter(({ peer }) => peer !== join.peer);
      expectThat(strays.length === 0, `${strays.length} BEATs came on other connections than the JOIN`, 'STORAGE-LINK');
      expectEqual(stage.tracker.requestsOf('JOIN').length, 1, 'JOINs', 'STORAGE-LINK');
    },
  }),
  joinCase({
    id: 'joins/beat/interval',
    title: 'beats once each heartbeat interval',
    statements: ['STORAGE-LINK'],
    async run(stage) {
      const { join, beat } = await stage.joined();
      if (stage.kit.target.heartbeatMs === undefined) stage.kit.note('the interval is taken for 10 s: say --heartbeat');
      const { intervalMs } = stage;
      const fits = (ms: number): boolean => ms > intervalMs * 0.5 && ms < intervalMs * 1.5;
      const third = await stage.beatAfter(join, 2);
      if (fits((third.atMs - beat.atMs) / 2)) return;
      await stage.beatAfter(join, INTERVALS);
      const times = stage.beatsOf(join).map(({ atMs }) => atMs);
      const gaps = times.slice(1, INTERVALS + 1).map((atMs, n) => atMs - (times[n] ?? 0));
      const middleMs = [...gaps].sort((a, b) => a - b)[Math.floor(INTERVALS / 2)] ?? 0;
      if (fits(middleMs)) return;
      throw new CaseFailure({
        axis: 'said',
        statement: 'STORAGE-LINK',
        message: `beats come every ${Math.round(middleMs)} ms`,
        expected: `${intervalMs} ms`,
        got: `${Math.round(middleMs)} ms`,
      });
    },
  }),
  waits('JOIN', 'joins/beat/after-join-reply', 'sends nothing before the reply to its JOIN'),
  waits('BEAT', 'joins/beat/after-beat-reply', 'sends nothing before the reply to its BEAT'),
  joinCase({
    id: 'joins/beat/slow-tracker',
    title: 'stays joined to a tracker that answers slowly',
    statements: ['STORAGE-LINK'],
    async run(stage) {
      stage.cluster.always('JOIN', after(REPLY_DELAY_MS));
      stage.cluster.always('BEAT', after(REPLY_DELAY_MS));
      const { join } = await stage.joined();
      await stage.beatAfter(join, 1, stage.beatsMs(3));
    },
  }),
  joinCase({
    id: 'joins/beat/reply-in-bytes',
    title: 'takes replies that come byte by byte',
    statements: ['WIRE-HEAD', 'STORAGE-LINK'],
    async run(stage) {
      stage.cluster.always('JOIN', inPieces(1, 10));
      stage.cluster.always('BEAT', inPieces(1, 10));
      const { join } = await stage.joined();
      await stage.beatAfter(join, 1);
    },
  }),
  joinCase({
    id: 'joins/beat/one-connection',
    title: 'keeps one connection to its tracker',
    statements: ['STORAGE-LINK'],
    async run(stage) {
      const { join } = await stage.joined();
      join.peer.reset();
      const again = await stage.joinAfter(join, stage.rejoinMs);
      await stage.beatAfter(again, 1);
      const { openPeers } = stage.tracker;
      stage.kit.looked.ended = true;
      expectEqual(openPeers.length, 1, 'open connections to the tracker', 'STORAGE-LINK');
    },
  }),
  joinCase({
    id: 'joins/beat/two-trackers',
    title: 'joins all its trackers and beats to each',
    statements: ['STORAGE-LINK'],
    trackers: 2,
    async run(stage) {
      for (const tracker of stage.trackers) {
        const { join } = await stage.joined(tracker);
        await stage.beatAfter(join, 1);
      }
    },
  }),
  joinCase({
    id: 'joins/beat/one-tracker-dead',
    title: 'goes on beating when another tracker is dead',
    statements: ['STORAGE-LINK'],
    trackers: 2,
    async run(stage) {
      const [first, second] = stage.trackers;
      second?.stop();
      const { join } = await stage.joined(first);
      await sleep(stage.intervalMs / 4);
      await stage.beatAfter(join, 2);
      expectEqual(first?.requestsOf('JOIN').length, 1, 'JOINs at the living tracker', 'STORAGE-LINK');
    },
  }),
];

/** The reply is late; whatever comes before it was sent without waiting for it. */
function waits(name: 'JOIN' | 'BEAT', id: string, title: string): AnyCase {
  return joinCase({
    id,
    title,
    statements: ['CONN-NO-PIPELINING', 'CONN-ORDER'],
    async run(stage) {
      stage.cluster.nextAt(stage.tracker, name, after(REPLY_DELAY_MS));
      const { join, beat } = await stage.joined();
      const request = name === 'JOIN' ? join : beat;
      await stage.wait(() => request.doneAtMs, REPLY_DELAY_MS + stage.beatsMs(1), 'end of the reply');
      const fault = request.faults.find(({ kind }) => kind === 'pipelining');
      if (fault !== undefined) throw failureOf(fault);
    },
  });
}
