import { servingAddress } from '../../cluster/joinsStage.ts';
import { failureOf } from '../../cluster/requestFaults.ts';
import { numberOf, type SeenRequest, textOf } from '../../cluster/seenRequest.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqual, expectRefusal, expectThat } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import { joinCase } from './joinCase.ts';

const DAY_S = 86_400;

/** What a JOIN says, and when it comes. */
export const joinCases: readonly AnyCase[] = [
  joinCase({
    id: 'joins/join/arrives',
    title: 'joins its tracker',
    statements: ['STORAGE-LINK'],
    async run(stage) {
      if ((await stage.arrives()) !== undefined) return;
      const fault = stage.cluster.faults[0];
      if (fault !== undefined) throw failureOf(fault);
      const message = `nobody joined the kit at ${stage.tracker.address}; is the storage started, with that tracker?`;
      throw new CaseFailure({ axis: 'said', statement: 'STORAGE-LINK', message });
    },
  }),
  joinCase({
    id: 'joins/join/comes-back',
    title: 'joins anew when its tracker has been away',
    statements: ['STORAGE-LINK', 'TRACKER-RELEARN'],
    async run(stage) {
      // Between two cases nobody listens.
      await stage.arrives();
    },
  }),
  joinCase({
    id: 'joins/beat/arrives',
    title: 'beats when it has joined',
    statements: ['STORAGE-LINK'],
    run: async (stage) => void (await stage.joined()),
  }),
  layoutCase('JOIN', 'joins/join/layout', 'sends JOIN as its layout says: 171 bytes', 'WIRE-JOIN'),
  layoutCase('BEAT', 'joins/beat/layout', 'sends BEAT as its layout says: 146 bytes', 'WIRE-BEAT'),
  joinCase({
    id: 'joins/join/padding',
    title: 'pads texts with NULs and sends status 0',
    statements: ['WIRE-TEXT', 'WIRE-REQUEST-STATUS'],
    async run(stage) {
      const { join, beat } = await stage.first();
      const fault = [...join.faults, ...beat.faults].find(({ kind }) => kind === 'padding' || kind === 'status');
      if (fault !== undefined) throw failureOf(fault);
    },
  }),
  joinCase({
    id: 'joins/join/fields',
    title: 'names its group, its host and its port',
    statements: ['TRACKER-JOIN', 'WIRE-JOIN'],
    async run(stage) {
      const { join } = await stage.first();
      for (const field of ['group', 'hostname']) {
        const text = textOf(join, field);
        expectThat(text !== '', `the ${field} is empty`, 'TRACKER-JOIN');
        expectThat(!hasControl(text), `the ${field} has control characters`, 'TRACKER-JOIN');
      }
      expectThat(numberOf(join, 'port') > 0, 'the port is 0', 'TRACKER-JOIN');
    },
  }),
  joinCase({
    id: 'joins/join/times',
    title: 'gives its times in seconds since the epoch, the start before the join',
    statements: ['WIRE-JOIN'],
    async run(stage) {
      const { join } = await stage.first();
      const [start, joined] = [numberOf(join, 'startTime'), numberOf(join, 'joinTime')];
      const now = Math.floor(Date.now() / 1000);
      expectThat(Math.abs(now - joined) < DAY_S, `the join time is ${joined}, it is ${now} now`, 'WIRE-JOIN');
      expectThat(start > 0 && start <= joined, `the start time ${start} is not before the join time`, 'WIRE-JOIN');
    },
  }),
  joinCase({
    id: 'joins/join/ready',
    title: 'serves clients at the address of its JOIN when it joins',
    statements: ['STORAGE-READY'],
    async run(stage) {
      const { kit } = stage;
      stage.cluster.nextAt(stage.tracker, 'JOIN', async ({ peer, request, honest }) => {
        asked = question(request);
        await asked.catch(() => undefined);
        await peer.send(await honest());
      });
      let asked: Promise<void> | undefined;
      const question = async (join: SeenRequest): Promise<void> => {
        const ids = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() };
        const reply = await kit.ask('FILESIZE', ids, { to: servingAddress(join) });
        expectRefusal(reply, { server: 'storage', numbers: [404], statement: 'STORAGE-READY' });
      };
      await stage.joined();
      await asked;
    },
  }),
  joinCase({
    id: 'joins/join/again',
    title: 'joins anew with the same start time, names and port',
    statements: ['WIRE-JOIN', 'TRACKER-IDENTITY'],
    async run(stage) {
      const { join } = await stage.joined();
      join.peer.close();
      const again = await stage.joinAfter(join, stage.rejoinMs);
      for (const field of ['version', 'group', 'hostname', 'port', 'startTime']) {
        expectEqual(
          String(again.fields[field]),
          String(join.fields[field]),
          `the ${field} of the second JOIN`,
          'WIRE-JOIN',
        );
      }
      expectThat(
        numberOf(again, 'joinTime') >= numberOf(join, 'joinTime'),
        'the second JOIN has an earlier join time',
        'WIRE-JOIN',
      );
    },
  }),
  joinCase({
    id: 'joins/join/restart',
    title: 'joins with a new start time after a restart',
    statements: ['WIRE-JOIN', 'STORAGE-LINK'],
    needs: ['hook:restart'],
    async run(stage) {
      const { join } = await stage.joined();
      await stage.kit.hook?.run('restart', 'storage');
      const again = await stage.joinAfter(join, stage.silenceMs);
      expectThat(
        numberOf(again, 'startTime') > numberOf(join, 'startTime'),
        'the start time is not later after a restart',
        'WIRE-JOIN',
      );
      await stage.beatAfter(again);
    },
  }),
  joinCase({
    id: 'joins/join/kill',
    title: 'joins again after it was killed and started',
    statements: ['STORAGE-LINK'],
    needs: ['hook:kill', 'hook:start'],
    async run(stage) {
      const { join } = await stage.joined();
      await stage.kit.hook?.run('kill', 'storage');
      await stage.kit.hook?.run('start', 'storage');
      await stage.beatAfter(await stage.joinAfter(join, stage.silenceMs));
    },
  }),
];

function layoutCase(name: 'JOIN' | 'BEAT', id: string, title: string, statement: string): AnyCase {
  return joinCase({
    id,
    title,
    statements: [statement, 'WIRE-HEAD', 'WIRE-BODY-LENGTH', 'WIRE-TEXT'],
    async run(stage) {
      const { join, beat } = await stage.first();
      const request = name === 'JOIN' ? join : beat;
      const fault = request.faults.find(({ kind }) => kind === 'layout');
      if (fault !== undefined) throw failureOf(fault);
    },
  });
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}
