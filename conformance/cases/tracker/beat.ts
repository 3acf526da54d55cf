import { trackerCase } from '../../runner/case.ts';
import { expectEqual, expectRefusal, expectSuccess } from '../../runner/expect.ts';
import { encodeRequest, HEAD_BYTES } from '../../wire/layout.ts';
import { expectMalformed, expectRefused, wrongLengths } from '../refused.ts';
import { freshJoin } from './join.ts';
import { entriesOf, expectStatus } from './listing.ts';

export const beat = [
  trackerCase({
    id: 'tracker/beat/makes-active',
    title: 'has a storage ACTIVE from its first BEAT on',
    statements: ['TRACKER-STATES', 'WIRE-BEAT'],
    async run(kit) {
      const storage = await kit.joinAs();
      await expectStatus(kit, storage, 'ONLINE');
      const reply = await storage.beat();
      expectSuccess(reply, 'BEAT');
      expectEqual(reply.body.length, 0, 'the bytes of the body of a success reply to BEAT', 'WIRE-BEAT');
      await expectStatus(kit, storage, 'ACTIVE');
      for (let n = 0; n < 20; n++) expectSuccess(await storage.beat(), 'BEAT');
      await expectStatus(kit, storage, 'ACTIVE');
    },
  }),
  trackerCase({
    id: 'tracker/beat/without-join',
    title: 'refuses a BEAT of a storage that has not joined, so that it joins',
    statements: ['TRACKER-BEAT'],
    async run(kit) {
      const nobody = { group: kit.group(), hostname: kit.hostname() };
      await expectRefused(kit, 'BEAT', nobody, { statement: 'TRACKER-BEAT', number: 404 });
      expectEqual(
        (await entriesOf(kit, nobody)).length,
        0,
        'the entries of a storage that never joined',
        'TRACKER-BEAT',
      );
    },
  }),
  trackerCase({
    id: 'tracker/beat/of-another-group',
    title: 'refuses a BEAT that names another group or host than the JOIN before it',
    statements: ['TRACKER-BEAT'],
    async run(kit) {
      const storage = await kit.joinAs();
      for (const wrong of [{ group: kit.group() }, { hostname: kit.hostname() }]) {
        const fields = { group: storage.group, hostname: storage.hostname, ...wrong };
        await storage.conversation.send(encodeRequest('BEAT', fields));
        const reply = await storage.conversation.reply();
        expectRefusal(reply, { numbers: [404], statement: 'TRACKER-BEAT', server: 'tracker' });
        if ((await storage.conversation.ended({ withinMs: 30 })) !== 'open') break;
      }
      await expectStatus(kit, storage, 'ONLINE', 'TRACKER-BEAT');
    },
  }),
  trackerCase({
    id: 'tracker/beat/on-another-connection',
    title: 'counts a BEAT on another connection than its JOIN for the one storage of that name',
    statements: ['TRACKER-BEAT'],
    async run(kit) {
      const storage = await kit.joinAs();
      expectSuccess(
        await kit.ask('BEAT', { group: storage.group, hostname: storage.hostname }),
        'BEAT',
        'TRACKER-BEAT',
      );
      await expectStatus(kit, storage, 'ACTIVE', 'TRACKER-BEAT');
    },
  }),
  trackerCase({
    id: 'tracker/beat/after-the-connection-of-its-join',
    title: 'keeps a storage whose connection ended, and counts its next BEAT',
    statements: ['TRACKER-STATES', 'TRACKER-BEAT'],
    async run(kit) {
      const storage = await kit.joinAs();
      await storage.beat();
      storage.conversation.cut();
      await expectStatus(kit, storage, 'ACTIVE');
      expectSuccess(
        await kit.ask('BEAT', { group: storage.group, hostname: storage.hostname }),
        'BEAT',
        'TRACKER-BEAT',
      );
      await expectStatus(kit, storage, 'ACTIVE');
    },
  }),
  trackerCase({
    id: 'tracker/beat/of-its-own-connection',
    title: 'counts a BEAT for the JOIN of its own connection, though another storage has the same name',
    statements: ['TRACKER-BEAT'],
    async run(kit) {
      const name = { group: kit.group(), hostname: kit.hostname() };
      const [silent, beating] = [await kit.joinAs(name), await kit.joinAs(name)];
      expectSuccess(await beating.beat(), 'BEAT');
      const states = (await entriesOf(kit, name)).map((each) => [Number(each.address.split(':').at(-1)), each.status]);
      const stateOf = new Map(states as [number, string][]);
      expectEqual(stateOf.get(beating.port), 'ACTIVE', 'the storage that beat', 'TRACKER-BEAT');
      expectEqual(stateOf.get(silent.port), 'ONLINE', 'its silent namesake', 'TRACKER-BEAT');
    },
  }),
  trackerCase({
    id: 'tracker/beat/of-nobody-in-particular',
    title: 'refuses a BEAT on another connection when several storages of one address have its name',
    statements: ['TRACKER-BEAT'],
    async run(kit) {
      const name = { group: kit.group(), hostname: kit.hostname() };
      await kit.joinAs(name);
      await kit.joinAs(name);
      await expectRefused(kit, 'BEAT', name, { statement: 'TRACKER-BEAT', number: 400 });
    },
  }),
  trackerCase({
    id: 'tracker/beat/of-one-of-several',
    title: 'keeps storages apart: a BEAT of one makes no other ACTIVE',
    statements: ['TRACKER-BEAT', 'TRACKER-STATES'],
    async run(kit) {
      const group = kit.group();
      const [one, other] = [await kit.joinAs({ group }), await kit.joinAs({ group })];
      await one.beat();
      await expectStatus(kit, one, 'ACTIVE');
      await expectStatus(kit, other, 'ONLINE');
    },
  }),
  trackerCase({
    id: 'tracker/beat/garbage-behind-nul',
    title: 'ignores what follows the NUL of a text of a BEAT',
    statements: ['WIRE-TEXT', 'WIRE-BEAT'],
    async run(kit) {
      const storage = await kit.joinAs();
      const { group, hostname } = storage;
      expectSuccess(await kit.ask('BEAT', { group, hostname }, { pad: 0x41 }), 'BEAT', 'WIRE-TEXT');
      await expectStatus(kit, storage, 'ACTIVE', 'WIRE-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/beat/unterminated',
    title: 'refuses a BEAT with a text that has no NUL within its width',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    async run(kit) {
      const { group, hostname } = freshJoin(kit);
      await expectMalformed(kit, 'BEAT', { group, hostname: Buffer.alloc(129, 'h') }, 'WIRE-TEXT');
      await expectMalformed(kit, 'BEAT', { group: Buffer.alloc(17, 'g'), hostname }, 'WIRE-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/beat/wrong-length',
    title: 'refuses a BEAT whose body is not 146 bytes long',
    statements: ['WIRE-BODY-LENGTH', 'WIRE-BEAT'],
    async run(kit) {
      const { group, hostname } = await kit.joinAs();
      const honest = encodeRequest('BEAT', { group, hostname }).subarray(HEAD_BYTES);
      for (const body of wrongLengths(honest, [0, 17, 145, 147, 171])) {
        await expectMalformed(kit, 'BEAT', {}, 'WIRE-BODY-LENGTH', { body });
      }
    },
  }),
];
