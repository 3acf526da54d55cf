import { type TrackerKit, trackerCase } from '../../runner/case.ts';
import { expectEqual, expectSuccess, expectThat } from '../../runner/expect.ts';
import { encodeRequest, type Fields } from '../../wire/layout.ts';
import { expectMalformed, expectRefused } from '../refused.ts';
import { entriesOf, entryOf, expectStatus, expectUnlisted } from './listing.ts';

const LOOPBACK = /^(?:127\.|localhost$)/;

/** An honest JOIN of a storage that nobody has seen. */
export function freshJoin(kit: TrackerKit) {
  return {
    version: '1.2.3',
    group: kit.group(),
    hostname: kit.hostname(),
    port: kit.port(),
    startTime: 1_714_000_000,
    joinTime: 1_714_000_001,
  };
}

/** A JOIN that makes no sense: refused, and nothing is entered. */
async function senseless(kit: TrackerKit, wrong: Fields): Promise<void> {
  const join = freshJoin(kit);
  await expectRefused(kit, 'JOIN', { ...join, ...wrong }, { statement: 'TRACKER-JOIN', number: 400 });
  await expectUnlisted(kit, { ...join, ...wrong }, 'TRACKER-JOIN');
}

/** A JOIN with bytes that are no text in one field. */
async function noText(kit: TrackerKit, wrong: Fields): Promise<void> {
  const join = freshJoin(kit);
  await expectMalformed(kit, 'JOIN', { ...join, ...wrong }, 'WIRE-TEXT');
  await expectUnlisted(kit, join, 'ERR-MALFORMED');
}

export const join = [
  trackerCase({
    id: 'tracker/join/enters',
    title: 'enters a storage with the address it came from, its port and what it says of itself',
    statements: ['WIRE-JOIN', 'TRACKER-IDENTITY', 'TRACKER-GROUPS'],
    async run(kit) {
      const fields = freshJoin(kit);
      const reply = await kit.ask('JOIN', fields);
      expectSuccess(reply, 'JOIN');
      expectEqual(reply.body.length, 0, 'the bytes of the body of a success reply to JOIN', 'WIRE-JOIN');
      const entry = await entryOf(kit, fields);
      expectEqual(entry.version, fields.version, 'the version', 'TRACKER-GROUPS');
      expectThat(
        /^(?:[\d.]+|\[[\da-f:.]+\]):\d+$/i.test(entry.address),
        `${entry.address} is no ip:port`,
        'WIRE-GROUPS-TEXT',
      );
      expectEqual(entry.address.split(':').at(-1), String(fields.port), 'the port', 'TRACKER-IDENTITY');
      expectEqual(entry.status, 'ONLINE', 'the status', 'TRACKER-STATES');
    },
  }),
  trackerCase({
    id: 'tracker/join/full-width',
    title: 'keeps texts as wide as their fields allow: version 6, group 16, hostname 128 bytes',
    statements: ['WIRE-TEXT', 'WIRE-JOIN'],
    async run(kit) {
      const fresh = freshJoin(kit);
      const fields = {
        ...fresh,
        version: '12.3.4',
        group: fresh.group.slice(-16).padStart(16, 'g'),
        hostname: fresh.hostname.padEnd(128, '-host'),
      };
      expectSuccess(await kit.ask('JOIN', fields), 'JOIN', 'WIRE-TEXT');
      expectEqual((await entryOf(kit, fields)).version, '12.3.4', 'the version', 'WIRE-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/join/multibyte',
    title: 'keeps a group and a hostname of any script',
    statements: ['WIRE-TEXT'],
    async run(kit) {
      const fresh = freshJoin(kit);
      const fields = { ...fresh, group: `组${fresh.group.slice(-13)}`, hostname: `${fresh.hostname}-存储-ö-🎬` };
      expectSuccess(await kit.ask('JOIN', fields), 'JOIN', 'WIRE-TEXT');
      await expectStatus(kit, fields, 'ONLINE', 'WIRE-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/join/garbage-behind-nul',
    title: 'ignores what follows the NUL of a text',
    statements: ['WIRE-TEXT'],
    async run(kit) {
      const fields = freshJoin(kit);
      expectSuccess(await kit.ask('JOIN', fields, { pad: 0xee }), 'JOIN', 'WIRE-TEXT');
      expectEqual((await entryOf(kit, fields)).version, fields.version, 'the version', 'WIRE-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/join/port-65535',
    title: 'takes the port for an unsigned number: 65535 is one',
    statements: ['WIRE-JOIN'],
    async run(kit) {
      for (const port of [65_535, 32_768]) {
        const fields = { ...freshJoin(kit), port };
        expectSuccess(await kit.ask('JOIN', fields), 'JOIN');
        expectEqual((await entryOf(kit, fields)).address.split(':').at(-1), String(port), 'the port', 'WIRE-JOIN');
      }
    },
  }),
  trackerCase({
    id: 'tracker/join/any-time',
    title: 'takes times far ahead, and bears those that no calendar holds',
    statements: ['WIRE-JOIN', 'WIRE-GROUPS-TEXT'],
    async run(kit) {
      for (const time of [0n, 2n ** 31n, 2n ** 32n]) {
        const fields = { ...freshJoin(kit), startTime: time, joinTime: time };
        expectSuccess(await kit.ask('JOIN', fields), 'JOIN');
        await expectStatus(kit, fields, 'ONLINE', 'WIRE-JOIN');
      }
      for (const time of [-1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
        const fields = { ...freshJoin(kit), startTime: time, joinTime: time };
        const reply = await kit.ask('JOIN', fields);
        if (reply.status === 0) await expectStatus(kit, fields, 'ONLINE', 'WIRE-GROUPS-TEXT');
        else await expectUnlisted(kit, fields, 'TRACKER-JOIN');
      }
    },
  }),
  trackerCase({
    id: 'tracker/join/again',
    title: 'enters a storage that joins again in the place of its old entry',
    statements: ['TRACKER-IDENTITY', 'TRACKER-JOIN'],
    async run(kit) {
      const fields = freshJoin(kit);
      const first = await kit.joinAs(fields);
      await first.beat();
      await expectStatus(kit, fields, 'ACTIVE');
      const second = await kit.joinAs({ ...fields, version: '2.0.0' });
      const entry = await entryOf(kit, fields);
      expectEqual(entry.version, '2.0.0', 'the version of the entry', 'TRACKER-JOIN');
      expectEqual(entry.status, 'ONLINE', 'the status after a JOIN', 'TRACKER-STATES');
      await second.beat();
      await expectStatus(kit, fields, 'ACTIVE');
    },
  }),
  trackerCase({
    id: 'tracker/join/again-on-one-connection',
    title: 'takes several JOINs on one connection, of one storage and of others',
    statements: ['TRACKER-JOIN', 'CONN-ORDER'],
    async run(kit) {
      const [one, other] = [freshJoin(kit), freshJoin(kit)];
      const conversation = await kit.connect();
      for (const fields of [one, one, other]) {
        await conversation.send(encodeRequest('JOIN', fields));
        expectSuccess(await conversation.reply(), 'JOIN', 'TRACKER-JOIN');
      }
      await expectStatus(kit, one, 'ONLINE');
      await expectStatus(kit, other, 'ONLINE');
    },
  }),
  trackerCase({
    id: 'tracker/join/takes-over-an-address',
    title: 'takes the storage OFFLINE whose address another one joins from',
    statements: ['TRACKER-IDENTITY'],
    async run(kit) {
      const old = freshJoin(kit);
      await (await kit.joinAs(old)).beat();
      await expectStatus(kit, old, 'ACTIVE');
      const heir = { ...freshJoin(kit), port: old.port };
      await (await kit.joinAs(heir)).beat();
      await expectStatus(kit, old, 'OFFLINE', 'TRACKER-IDENTITY');
      await expectStatus(kit, heir, 'ACTIVE', 'TRACKER-IDENTITY');
    },
  }),
  trackerCase({
    id: 'tracker/join/from-another-address',
    title: 'knows a storage of the same name at another address as another storage',
    statements: ['TRACKER-IDENTITY'],
    async run(kit) {
      if (!LOOPBACK.test(kit.address.host))
        kit.notApplicable('only a tracker on this machine sees the kit at two addresses');
      const fields = freshJoin(kit);
      await kit.joinAs(fields);
      const elsewhere = await kit.connect(kit.address, { localAddress: '127.0.0.2' });
      await elsewhere.send(encodeRequest('JOIN', fields));
      expectSuccess(await elsewhere.reply(), 'JOIN');
      const addresses = (await entriesOf(kit, fields)).map(({ address }) => address).sort();
      expectEqual(addresses.length, 2, 'the entries of a name that joined from two addresses', 'TRACKER-IDENTITY');
      expectThat(addresses[0] !== addresses[1], 'both entries have one address', 'TRACKER-IDENTITY');
    },
  }),
  trackerCase({
    id: 'tracker/join/many-at-once',
    title: 'enters forty storages that join at once, each one time',
    statements: ['TRACKER-JOIN', 'TRACKER-GROUPS'],
    async run(kit) {
      const group = kit.group();
      const joined = await Promise.all(Array.from({ length: 40 }, () => kit.joinAs({ group })));
      for (const storage of joined) await entryOf(kit, storage);
    },
  }),
  trackerCase({
    id: 'tracker/join/port-0',
    title: 'refuses port 0, at which nobody can be reached',
    statements: ['TRACKER-JOIN'],
    run: (kit) => senseless(kit, { port: 0 }),
  }),
  trackerCase({
    id: 'tracker/join/empty-group',
    title: 'refuses a JOIN without a group',
    statements: ['TRACKER-JOIN'],
    run: (kit) => senseless(kit, { group: '' }),
  }),
  trackerCase({
    id: 'tracker/join/empty-hostname',
    title: 'refuses a JOIN without a hostname',
    statements: ['TRACKER-JOIN'],
    run: (kit) => senseless(kit, { hostname: '' }),
  }),
  trackerCase({
    id: 'tracker/join/forged-lines',
    title: 'refuses control characters, which could forge lines of the groups text',
    statements: ['TRACKER-JOIN', 'WIRE-GROUPS-TEXT'],
    async run(kit) {
      await senseless(kit, { hostname: `${kit.hostname()}\nSTATUS: ACTIVE` });
      await senseless(kit, { group: 'g\nx' });
      await senseless(kit, { version: '1\t2' });
    },
  }),
  trackerCase({
    id: 'tracker/join/unterminated-version',
    title: 'refuses a version without a NUL within its 7 bytes',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    run: (kit) => noText(kit, { version: Buffer.alloc(7, '1') }),
  }),
  trackerCase({
    id: 'tracker/join/unterminated-group',
    title: 'refuses a group without a NUL within its 17 bytes',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    run: (kit) => noText(kit, { group: Buffer.alloc(17, 'g') }),
  }),
  trackerCase({
    id: 'tracker/join/unterminated-hostname',
    title: 'refuses a hostname without a NUL within its 129 bytes',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    run: (kit) => noText(kit, { hostname: Buffer.alloc(129, 'h') }),
  }),
  trackerCase({
    id: 'tracker/join/not-utf8',
    title: 'refuses texts that are not UTF-8',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    async run(kit) {
      await noText(kit, { hostname: Buffer.from('host\xff\0', 'latin1') });
      await noText(kit, { group: Buffer.from('g\xc3\0', 'latin1') });
    },
  }),
  trackerCase({
    id: 'tracker/join/wide-port',
    title: 'refuses a JOIN of 173 bytes, whose port has four',
    statements: ['WIRE-JOIN', 'WIRE-BODY-LENGTH'],
    async run(kit) {
      const fields = freshJoin(kit);
      const honest = encodeRequest('JOIN', fields).subarray(10);
      const wide = Buffer.concat([honest.subarray(0, 153), Buffer.alloc(2), honest.subarray(153)]);
      await expectMalformed(kit, 'JOIN', {}, 'WIRE-JOIN', { body: wide });
      await expectUnlisted(kit, fields, 'WIRE-JOIN');
    },
  }),
  trackerCase({
    id: 'tracker/join/wrong-length',
    title: 'refuses a JOIN whose body is not as long as it must be',
    statements: ['WIRE-BODY-LENGTH', 'WIRE-JOIN'],
    async run(kit) {
      const fields = freshJoin(kit);
      const honest = encodeRequest('JOIN', fields).subarray(10);
      for (const body of [Buffer.alloc(0), honest.subarray(0, 170), Buffer.concat([honest, Buffer.alloc(1)])]) {
        await expectMalformed(kit, 'JOIN', {}, 'WIRE-BODY-LENGTH', { body });
        await expectUnlisted(kit, fields, 'WIRE-BODY-LENGTH');
      }
    },
  }),
];
