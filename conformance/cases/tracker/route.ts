import { type TrackerKit, trackerCase } from '../../runner/case.ts';
import { CaseFailure, expectSuccess } from '../../runner/expect.ts';
import type { Address } from '../../wire/conversation.ts';
import { encodeRequest } from '../../wire/layout.ts';
import { activeStorages, locate } from './played.ts';

/** All answers name one group. */
function expectOneGroup(groups: readonly string[], userid: string, statement = 'ROUTE-STABLE'): void {
  const different = [...new Set(groups)];
  if (different.length === 1) return;
  const message = `user ${userid} is in several groups: ${different.join(', ')}`;
  throw new CaseFailure({ axis: 'said', statement, message, expected: 'one group', got: different.join(', ') });
}

/** Asks for a user's group with ids as they are given. */
async function groupOf(kit: TrackerKit, userid: string, pad: number): Promise<string> {
  const fields = { appid: kit.target.appid, userid, fileid: kit.fileId() };
  return String(expectSuccess(await kit.ask('SADDRS', fields, { pad }), 'SADDRS', 'WIRE-TEXT').group);
}

/** First questions about new users, `each` of them at once to every one of these trackers. */
async function meetAtOnce(kit: TrackerKit, trackers: readonly Address[], each: number): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const user = kit.user();
    const asked = trackers.flatMap((tracker) => Array.from({ length: each }, () => locate(kit, user, tracker)));
    expectOneGroup(
      (await Promise.all(asked)).map(({ group }) => group),
      user,
    );
  }
}

export const route = [
  trackerCase({
    id: 'tracker/route/stable',
    title: 'gives a user the same group however often it is asked, on one connection and on others',
    statements: ['ROUTE-STABLE'],
    alone: true,
    async run(kit) {
      await activeStorages(kit, 1);
      const user = kit.user();
      const groups = [(await locate(kit, user)).group];
      const conversation = await kit.connect();
      for (let n = 0; n < 20; n++) {
        const fields = { appid: kit.target.appid, userid: user, fileid: kit.fileId() };
        await conversation.send(encodeRequest('SADDRS', fields));
        groups.push(String(expectSuccess(await conversation.reply(), 'SADDRS').group));
        groups.push((await locate(kit, user)).group);
      }
      expectOneGroup(groups, user);
    },
  }),
  trackerCase({
    id: 'tracker/route/met-at-once',
    title: 'puts a new user into one group when many ask for it at the same moment',
    statements: ['ROUTE-STABLE', 'ROUTE-FIRST'],
    alone: true,
    async run(kit) {
      await activeStorages(kit, 1);
      await meetAtOnce(kit, [kit.address], 12);
    },
  }),
  trackerCase({
    id: 'tracker/route/two-trackers',
    title: 'gives a user the same group from every tracker',
    statements: ['ROUTE-STABLE'],
    needs: ['two-addresses'],
    alone: true,
    async run(kit) {
      await activeOnAll(kit);
      for (let n = 0; n < 10; n++) {
        const user = kit.user();
        const groups: string[] = [];
        for (const tracker of kit.target.tracker) groups.push((await locate(kit, user, tracker)).group);
        expectOneGroup(groups, user);
      }
    },
  }),
  trackerCase({
    id: 'tracker/route/two-trackers-at-once',
    title: 'puts a new user into one group when two trackers meet it at the same moment',
    statements: ['ROUTE-STABLE', 'ROUTE-FIRST'],
    needs: ['two-addresses'],
    alone: true,
    async run(kit) {
      await activeOnAll(kit);
      await meetAtOnce(kit, kit.target.tracker, 4);
    },
  }),
  trackerCase({
    id: 'tracker/route/any-user',
    title: 'has a group for user ids of any script, of 255 bytes, and with quotes in them',
    statements: ['WIRE-IDS', 'ROUTE-STABLE'],
    alone: true,
    async run(kit) {
      await activeStorages(kit, 1);
      const user = kit.user();
      const filled = user.padEnd(255, 'u');
      for (const userid of [
        filled,
        `${user}用户`,
        `${user}🎬`,
        `${user}' OR '1'='1`,
        `${user}"; --`,
        `${user} `,
        `${user}%`,
      ]) {
        expectOneGroup([(await locate(kit, userid)).group, (await locate(kit, userid)).group], userid);
      }
    },
  }),
  trackerCase({
    id: 'tracker/route/garbage-behind-nul',
    title: 'ignores what follows the NUL of a user id: with and without garbage it is the same user',
    statements: ['WIRE-TEXT', 'ROUTE-STABLE'],
    alone: true,
    async run(kit) {
      await activeStorages(kit, 1);
      const user = kit.user();
      expectOneGroup(
        [await groupOf(kit, user, 0), await groupOf(kit, user, 0x7a), await groupOf(kit, user, 0xff)],
        user,
      );
    },
  }),
];

/** A storage that every tracker has ACTIVE. */
async function activeOnAll(kit: TrackerKit): Promise<void> {
  for (const tracker of kit.target.tracker) {
    const conversation = await kit.connect(tracker);
    const name = { group: kit.target.group, hostname: kit.hostname() };
    const join = encodeRequest('JOIN', { version: '1.0.0', ...name, port: kit.port() });
    kit.later(async () => {
      await conversation.send(join);
      await conversation.reply();
    });
    await conversation.send(join);
    expectSuccess(await conversation.reply(), 'JOIN');
    await conversation.send(encodeRequest('BEAT', name));
    expectSuccess(await conversation.reply(), 'BEAT');
  }
}
