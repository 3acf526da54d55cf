import { trackerCase } from '../../runner/case.ts';
import { CaseFailure, expectEqual, expectSuccess, expectThat } from '../../runner/expect.ts';
import { encodeRequest, HEAD_BYTES } from '../../wire/layout.ts';
import { expectMalformed, expectRefused, wrongLengths } from '../refused.ts';
import { freshJoin } from './join.ts';
import { listing } from './listing.ts';
import { activeStorages, locate, rejoined, userOfGroup } from './played.ts';

const GROUP_WIDTH = 17;
const ASKED = 40;

const portOf = (address: string): number => Number(address.split(':').at(-1));

export const saddrs = [
  trackerCase({
    id: 'tracker/saddrs/reply',
    title: 'answers with the group, padded with NULs to 17 bytes, and addresses that each end with ";"',
    statements: ['WIRE-SADDRS-REPLY', 'WIRE-TEXT'],
    alone: true,
    async run(kit) {
      await activeStorages(kit, 2);
      const { body } = await kit.ask('SADDRS', { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() });
      const group = body.subarray(0, GROUP_WIDTH).toString('latin1');
      expectThat(/^[^\0]+\0+$/.test(group), 'the group is not padded with NULs to 17 bytes', 'WIRE-TEXT');
      const list = body.subarray(GROUP_WIDTH).toString('latin1');
      if (/^(?:(?:[\d.]+|\[[\da-f:.]+\]):\d+;){1,3}\0$/i.test(list)) return;
      const dialects = /\d\0$/.test(list) ? ['no-last-semicolon'] : [];
      const message = 'the list is not made of one to three addresses ip:port, each with its ";", and one NUL';
      throw new CaseFailure({
        axis: 'said',
        statement: 'WIRE-SADDRS-REPLY',
        message,
        expected: 'ip:port;ip:port;\\0',
        got: body.subarray(GROUP_WIDTH),
        dialects,
      });
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/three-at-most',
    title: 'names at most three storages, none twice, though five are ACTIVE',
    statements: ['SADDRS-ACTIVE'],
    alone: true,
    async run(kit) {
      await activeStorages(kit, 5);
      const user = await userOfGroup(kit);
      for (let n = 0; n < ASKED; n++) {
        const { addresses } = await locate(kit, user);
        expectEqual(addresses.length, 3, 'how many of five and more ACTIVE storages are named', 'SADDRS-ACTIVE');
        expectEqual(new Set(addresses).size, 3, 'how many different ones are named', 'SADDRS-ACTIVE');
      }
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/all-in-turn',
    title: 'begins anywhere: each of five ACTIVE storages is named at some time',
    statements: ['SADDRS-ACTIVE'],
    alone: true,
    async run(kit) {
      const storages = await activeStorages(kit, 5);
      const user = await userOfGroup(kit);
      const missing = new Set(storages.map(({ port }) => port));
      const [active] = [
        (await listing(kit)).filter((each) => each.group === kit.target.group && each.status === 'ACTIVE'),
      ];
      // With n storages one is missed n·(1 − 3/n)^asks of the time: less than once in a million runs.
      const asks = Math.ceil(active.length * 7);
      for (let n = 0; n < asks && missing.size > 0; n++) {
        for (const address of (await locate(kit, user)).addresses) missing.delete(portOf(address));
      }
      const never = [...missing].join(', ');
      expectThat(
        missing.size === 0,
        `in ${asks} answers ACTIVE storages were never named: ports ${never}`,
        'SADDRS-ACTIVE',
      );
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/only-active',
    title: 'names only storages that are ACTIVE: none that has joined and not beaten',
    statements: ['SADDRS-ACTIVE', 'TRACKER-STATES'],
    alone: true,
    async run(kit) {
      const [, again] = await activeStorages(kit, 2);
      const silent = await kit.joinAs({ group: kit.target.group });
      const user = await userOfGroup(kit);
      if (again !== undefined) await rejoined(again);
      const banned = [silent.port, again?.port];
      for (let n = 0; n < ASKED; n++) {
        for (const address of (await locate(kit, user)).addresses) {
          expectThat(!banned.includes(portOf(address)), `${address} is named, which is ONLINE only`, 'SADDRS-ACTIVE');
        }
      }
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/of-the-group',
    title: "names only storages of the user's group",
    statements: ['SADDRS-ACTIVE', 'ROUTE-STABLE'],
    alone: true,
    async run(kit) {
      await activeStorages(kit, 1);
      const strangers = [await kit.joinAs(), await kit.joinAs()];
      for (const stranger of strangers) await stranger.beat();
      const user = await userOfGroup(kit);
      const banned = strangers.map(({ port }) => port);
      for (let n = 0; n < ASKED; n++) {
        for (const address of (await locate(kit, user)).addresses) {
          expectThat(
            !banned.includes(portOf(address)),
            `${address} is named, which is of another group`,
            'SADDRS-ACTIVE',
          );
        }
      }
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/not-after-a-takeover',
    title: 'names no storage any more whose address another one has taken over',
    statements: ['TRACKER-IDENTITY', 'SADDRS-ACTIVE'],
    alone: true,
    async run(kit) {
      const [, old] = await activeStorages(kit, 2);
      const user = await userOfGroup(kit);
      await kit.joinAs({ ...freshJoin(kit), ...(old && { port: old.port }) });
      for (let n = 0; n < ASKED; n++) {
        for (const address of (await locate(kit, user)).addresses) {
          expectThat(
            portOf(address) !== old?.port,
            `${address} is named, where another storage is now`,
            'TRACKER-IDENTITY',
          );
        }
      }
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/none-active',
    title: 'refuses a new user while no storage is ACTIVE, and serves it as soon as one is',
    statements: ['ROUTE-FIRST-ACTIVE', 'SADDRS-ACTIVE'],
    alone: true,
    async run(kit) {
      const active = (await listing(kit)).filter(({ status }) => status === 'ACTIVE');
      if (active.length > 0) kit.notApplicable(`there are ${active.length} ACTIVE storages`);
      const fields = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() };
      await expectRefused(kit, 'SADDRS', fields, { statement: 'ROUTE-FIRST-ACTIVE', number: 503 });
      await activeStorages(kit, 1);
      expectSuccess(await kit.ask('SADDRS', fields), 'SADDRS', 'ROUTE-FIRST-ACTIVE');
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/unknown-application',
    title: 'refuses an application that it does not serve, however like a known one',
    statements: ['TRACKER-APPS'],
    async run(kit) {
      const { appid } = kit.target;
      for (const wrong of ['ctest-unknown', '', appid.slice(0, -1), `${appid} `.slice(0, 15), appid.toUpperCase()]) {
        if (wrong === appid) continue;
        const fields = { appid: wrong, userid: kit.user(), fileid: kit.fileId() };
        await expectRefused(kit, 'SADDRS', fields, { statement: 'TRACKER-APPS', number: 403 });
      }
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/empty-user',
    title: 'refuses SADDRS without a user id',
    statements: ['TRACKER-APPS'],
    async run(kit) {
      const fields = { appid: kit.target.appid, userid: '', fileid: kit.fileId() };
      await expectRefused(kit, 'SADDRS', fields, { statement: 'TRACKER-APPS', number: 400 });
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/unterminated',
    title: 'refuses SADDRS with an id that has no NUL within its width',
    statements: ['WIRE-TEXT', 'WIRE-IDS', 'ERR-MALFORMED'],
    async run(kit) {
      const honest = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() };
      await expectMalformed(kit, 'SADDRS', { ...honest, appid: Buffer.alloc(16, 'a') }, 'WIRE-TEXT');
      await expectMalformed(kit, 'SADDRS', { ...honest, userid: Buffer.alloc(256, 'u') }, 'WIRE-TEXT');
      await expectMalformed(kit, 'SADDRS', { ...honest, fileid: Buffer.alloc(128, 'f') }, 'WIRE-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/not-utf8',
    title: 'refuses a user id that is not UTF-8',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    async run(kit) {
      const honest = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() };
      await expectMalformed(kit, 'SADDRS', { ...honest, userid: Buffer.from('user\xff\0', 'latin1') }, 'WIRE-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/saddrs/wrong-length',
    title: 'refuses SADDRS with a body that is not 400 bytes long',
    statements: ['WIRE-BODY-LENGTH', 'WIRE-SADDRS'],
    async run(kit) {
      const asked = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() };
      const honest = encodeRequest('SADDRS', asked).subarray(HEAD_BYTES);
      for (const body of wrongLengths(honest, [0, 1, 272, 399, 401, 416])) {
        await expectMalformed(kit, 'SADDRS', {}, 'WIRE-BODY-LENGTH', { body });
      }
    },
  }),
];
