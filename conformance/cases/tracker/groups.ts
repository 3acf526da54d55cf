import { trackerCase } from '../../runner/case.ts';
import { CaseFailure, expectEqual, expectThat } from '../../runner/expect.ts';
import { expectMalformed } from '../refused.ts';
import { entryOf, groupsText } from './listing.ts';

const COUNT = /^\d+$/;
const ANY = /^.+$/;
/** As C's ctime writes it; what no calendar holds may stand there as a number. */
const TIME = /^(?:(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d -?\d+|-?\d+)$/;
const STORAGE: readonly (readonly [label: string, value: RegExp])[] = [
  ['VERSION', /^.*$/],
  ['HOSTNAME', ANY],
  ['ADDRESS', /^(?:\d+\.\d+\.\d+\.\d+|\[[\da-fA-F:.]+\]):\d+$/],
  ['STARTUP TIME', TIME],
  ['JOIN TIME', TIME],
  ['BEAT TIME', TIME],
  ['STATUS', /^(?:OFFLINE|ONLINE|ACTIVE)$/],
];

/** Goes through a groups text line by line as the specification has it; fails at the first one out of place. */
function expectGrammar(text: string): void {
  const lines = text.split('\n');
  let at = 0;
  const line = (label: string, value: RegExp): string => {
    const got = lines[at] ?? '';
    at += 1;
    const rest = got.slice(label.length + 2);
    if (got.startsWith(`${label}: `) && value.test(rest)) return rest;
    const message = `line ${at} of the groups text is not a "${label}: …" as it should be`;
    throw new CaseFailure({
      axis: 'said',
      statement: 'WIRE-GROUPS-TEXT',
      message,
      expected: `${label}: ${value.source}`,
      got,
    });
  };
  const groups = Number(line('COUNT OF GROUPS', COUNT));
  for (let group = 0; group < groups; group++) {
    const name = line('GROUPNAME', ANY);
    const storages = Number(line('COUNT OF STORAGES', COUNT));
    const active = Number(line('COUNT OF ACTIVE STORAGES', COUNT));
    let seen = 0;
    for (let storage = 0; storage < storages; storage++) {
      for (const [label, value] of STORAGE) if (line(label, value) === 'ACTIVE' && label === 'STATUS') seen += 1;
    }
    expectEqual(active, seen, `the count of active storages of group ${name}`, 'WIRE-GROUPS-TEXT');
  }
  expectEqual(lines.length, at, 'the lines of the groups text', 'WIRE-GROUPS-TEXT');
}

export const groups = [
  trackerCase({
    id: 'tracker/groups/grammar',
    title: 'writes the groups text line by line as it must be, with counts that are right',
    statements: ['WIRE-GROUPS-TEXT', 'WIRE-GROUPS-REPLY'],
    async run(kit) {
      const group = kit.group();
      const [one, two] = [await kit.joinAs({ group }), await kit.joinAs({ group })];
      await kit.joinAs();
      await one.beat();
      await two.beat();
      expectGrammar(await groupsText(kit));
    },
  }),
  trackerCase({
    id: 'tracker/groups/no-blank-lines',
    title: 'writes no blank lines into the groups text, and no newline at its end',
    statements: ['WIRE-GROUPS-TEXT'],
    async run(kit) {
      await kit.joinAs();
      const text = await groupsText(kit);
      expectThat(!text.endsWith('\n'), 'the groups text ends with a newline', 'WIRE-GROUPS-TEXT');
      expectThat(!/\n\s*\n|\r/.test(text), 'the groups text has a blank line or a carriage return', 'WIRE-GROUPS-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/groups/times',
    title: "tells the times of a storage's JOIN as C's ctime writes them, in some time zone",
    statements: ['WIRE-GROUPS-TEXT', 'WIRE-JOIN'],
    async run(kit) {
      const startTime = 1_714_000_014;
      const storage = await kit.joinAs({ startTime, joinTime: startTime + 61 });
      const entry = await entryOf(kit, storage);
      const offset = expectLocal(entry.startTime, startTime, 'STARTUP TIME');
      const other = expectLocal(entry.joinTime, startTime + 61, 'JOIN TIME');
      expectEqual(other, offset, 'the time zone of the second time', 'WIRE-GROUPS-TEXT');
    },
  }),
  trackerCase({
    id: 'tracker/groups/each-group-once',
    title: 'names each group once, with all its storages',
    statements: ['TRACKER-GROUPS', 'WIRE-GROUPS-TEXT'],
    async run(kit) {
      const [one, other] = [kit.group(), kit.group()];
      for (const group of [one, other, one]) await kit.joinAs({ group });
      const lines = (await groupsText(kit)).split('\n');
      for (const [group, storages] of [
        [one, 2],
        [other, 1],
      ] as const) {
        const places = lines.flatMap((line, index) => (line === `GROUPNAME: ${group}` ? [index] : []));
        expectEqual(places.length, 1, `how often group ${group} is named`, 'TRACKER-GROUPS');
        const count = lines[(places[0] ?? 0) + 1];
        expectEqual(count, `COUNT OF STORAGES: ${storages}`, `the line behind group ${group}`, 'WIRE-GROUPS-TEXT');
      }
    },
  }),
  trackerCase({
    id: 'tracker/groups/with-a-body',
    title: 'refuses a GROUPS that has a body',
    statements: ['WIRE-GROUPS', 'WIRE-BODY-LENGTH'],
    async run(kit) {
      for (const length of [1, 17, 400]) {
        await expectMalformed(kit, 'GROUPS', {}, 'WIRE-GROUPS', { body: Buffer.alloc(length) });
      }
    },
  }),
  trackerCase({
    id: 'tracker/groups/at-once',
    title: 'answers many GROUPS at once, all with the storages that are there',
    statements: ['TRACKER-GROUPS', 'CONN-ORDER'],
    async run(kit) {
      const storage = await kit.joinAs();
      await Promise.all(Array.from({ length: 24 }, () => entryOf(kit, storage)));
    },
  }),
];

/** Fails unless a text is this time in some time zone; gives the zone in seconds east of UTC. */
function expectLocal(text: string, seconds: number, what: string): number {
  const offset = Date.parse(`${text} UTC`) / 1000 - seconds;
  const zone = Math.abs(offset) <= 14 * 3600 && offset % 900 === 0;
  expectThat(
    TIME.test(text) && zone,
    `${what}: ${text} is not ${new Date(seconds * 1000).toUTCString()} in any time zone`,
    'WIRE-GROUPS-TEXT',
  );
  return offset;
}
