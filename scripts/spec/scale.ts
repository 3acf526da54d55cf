import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Costs } from '../../scale/costs.ts';
import { encodeBeatRequest } from '../../src/protocol/beat.ts';
import { formatGroupsText, type GroupEntry } from '../../src/protocol/groupsText.ts';
import { HEAD_SIZE } from '../../src/protocol/head.ts';
import { markdownTable } from './byteTable.ts';

/** What is assumed of a site; everything else is measured or follows. */
const ASSUMED = {
  heartBeatSeconds: 10,
  storagesAGroup: 10,
  /** A gigabit a second, at 4 Mbit/s each. */
  viewersAStorage: 250,
  uploadsASecondAStorage: 1,
  /** A client believes a tracker that long. */
  locationSeconds: 10,
  /** A storage's row is in the cache that long. */
  keySeconds: 60,
  idStep: 100,
  filesAUser: 20,
} as const;

const STORAGES = [10, 100, 1_000] as const;
const USERS = [10_000, 100_000, 1_000_000] as const;
const RATES = [1, 10, 100, 1_000] as const;
const IDS_OF_A_KEY = 512 ** 4;
const YEAR_SECONDS = 365.25 * 86_400;

function costs(): Costs {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../scale/costs.json'), 'utf8')) as Costs;
}

/** One of the tables of the chapter on size. Throws a RangeError for one that there is not. */
export function scaleTable(name: string): string {
  switch (name) {
    case 'assumed':
      return assumedTable();
    case 'measured':
      return measuredTable(costs());
    case 'storages':
      return storagesTable(costs());
    case 'users':
      return usersTable(costs());
    case 'ids':
      return idsTable();
    default:
      throw new RangeError(`nobody can reckon the table "${name}"`);
  }
}

function assumedTable(): string {
  return markdownTable(
    ['what', 'how much'],
    [
      ['heartbeat interval', `${ASSUMED.heartBeatSeconds} s`],
      ['storages of a group', ASSUMED.storagesAGroup],
      ['viewers of a storage in the busiest hour, 4 Mbit/s each', ASSUMED.viewersAStorage],
      ['uploads a second at a storage', ASSUMED.uploadsASecondAStorage],
      ['a client asks a tracker again after', `${ASSUMED.locationSeconds} s`],
      ["a file's row stays in the cache for", `${ASSUMED.keySeconds} s`],
      ['ids of a block', ASSUMED.idStep],
      ['files of a user', ASSUMED.filesAUser],
    ],
  );
}

function measuredTable({ measured, tracker, id, database, simulation }: Costs): string {
  const rows = [
    ['a tracker without storages, resident', bytes(tracker.idleBytes)],
    ['each storage at it, its connection included', bytes(tracker.bytesPerStorage)],
    ['a JOIN and its reply, processor', micros(tracker.joinMicros)],
    ['a BEAT', micros(tracker.beatMicros)],
    ['a SADDRS of a user who is in the cache', micros(tracker.saddrsMicros)],
    ['a GROUPS, for each storage in it', micros(tracker.groupsMicrosPerStorage)],
    ['an ID_GET', micros(id.idGetMicros)],
    [
      "a file's row, and its two further indexes, on disk",
      `${bytes(database.fileRowBytes)} + ${bytes(database.fileIndexBytes)}`,
    ],
    ["a user's row, and its further index", `${bytes(database.routeRowBytes)} + ${bytes(database.routeIndexBytes)}`],
    ["insert of a file's row, processor of the database", micros(database.insertMicros)],
    ["look-up of a file's row", micros(database.findMicros)],
    [
      'most JOINs within 10 ms of 1,000 storages whose tracker was away for a second (simulated)',
      simulation.rejoinPeak,
    ],
    ['until all of them were ACTIVE again', `${simulation.rejoinMs} ms`],
  ] as const;
  const on = `Measured on ${measured.on}, Node.js ${measured.node}, MariaDB ${measured.mariadb}.`;
  return `${markdownTable(['what', 'how much'], rows)}\n\n${on}`;
}

function storagesTable({ tracker, id, database, simulation }: Costs): string {
  const beatBytes = encodeBeatRequest({ group: 'g', hostname: 'h' }).length + HEAD_SIZE;
  const row = (what: string, of: (storages: number) => string): string[] => [what, ...STORAGES.map(of)];
  const beats = (n: number): number => n / ASSUMED.heartBeatSeconds;
  const saddrs = (n: number): number =>
    n * (ASSUMED.viewersAStorage / ASSUMED.locationSeconds + ASSUMED.uploadsASecondAStorage);
  const uploads = (n: number): number => n * ASSUMED.uploadsASecondAStorage;
  const finds = (n: number): number => (n * ASSUMED.viewersAStorage) / ASSUMED.keySeconds;
  return markdownTable(
    ['storages', ...STORAGES.map(count)],
    [
      row('viewers', (n) => count(n * ASSUMED.viewersAStorage)),
      row('*each tracker:* connections of storages', count),
      row('memory', (n) => bytes(tracker.idleBytes + n * tracker.bytesPerStorage)),
      row('BEATs a second', (n) => count(beats(n))),
      row('their bytes a second, both ways', (n) => bytes(beats(n) * beatBytes)),
      row('their share of a core', (n) => core(beats(n) * tracker.beatMicros)),
      row('text of GROUPS', (n) => bytes(groupsBytes(n))),
      row('processor for one GROUPS', (n) => micros(n * tracker.groupsMicrosPerStorage)),
      row('JOINs after a restart, within a heartbeat interval', count),
      row('processor for all of them', (n) => micros(n * tracker.joinMicros)),
      row('most of them within 10 ms', (n) => count(Math.max(1, (n * simulation.rejoinPeak) / 1_000))),
      row('*all trackers together:* SADDRS a second, no gateways', (n) => count(saddrs(n))),
      row('their share of a core', (n) => core(saddrs(n) * tracker.saddrsMicros)),
      row('*id servers:* ids a second', (n) => count(uploads(n))),
      row('share of a core', (n) => core(uploads(n) * id.idGetMicros)),
      row('blocks a second, one commit each', (n) => count(uploads(n) / ASSUMED.idStep)),
      row('*database of files:* inserts a second, one commit each', (n) => count(uploads(n))),
      row('look-ups a second', (n) => count(finds(n))),
      row('share of a core', (n) => core(uploads(n) * database.insertMicros + finds(n) * database.findMicros)),
    ],
  );
}

function usersTable({ database }: Costs): string {
  const file = database.fileRowBytes + database.fileIndexBytes;
  const route = database.routeRowBytes + database.routeIndexBytes;
  const row = (what: string, of: (users: number) => string): string[] => [what, ...USERS.map(of)];
  return markdownTable(
    ['users', ...USERS.map(count)],
    [
      row('`t_router`', (users) => bytes(users * route)),
      row('files', (users) => count(users * ASSUMED.filesAUser)),
      row('rows of each `t_file_xx`', (users) => count((users * ASSUMED.filesAUser) / 3)),
      row('all three tables', (users) => bytes(users * ASSUMED.filesAUser * file)),
      row('of it indexes that a look-up does not need', (users) =>
        bytes(users * ASSUMED.filesAUser * database.fileIndexBytes),
      ),
    ],
  );
}

function idsTable(): string {
  return markdownTable(
    ['uploads a second below one store path', ...RATES.map(count)],
    [
      ['years until its ids are used up', ...RATES.map((rate) => count(IDS_OF_A_KEY / rate / YEAR_SECONDS))],
      ['folders made a day (512 files each)', ...RATES.map((rate) => count((rate * 86_400) / 512))],
    ],
  );
}

/** Bytes of the text of GROUPS for so many storages with usual names. */
function groupsBytes(storages: number): number {
  const storage = {
    ...{ version: '1.0', hostname: 'storage123.media.example', address: '10.20.30.40:23000' },
    ...{ startTime: 1_700_000_000, joinTime: 1_700_000_000, beatTime: 1_700_000_000, state: 'ACTIVE' as const },
  };
  const groups = Array.from(
    { length: storages / ASSUMED.storagesAGroup },
    (_, at): GroupEntry => ({
      name: `group${String(at + 1).padStart(3, '0')}`,
      storages: Array.from({ length: ASSUMED.storagesAGroup }, () => storage),
    }),
  );
  return Buffer.byteLength(formatGroupsText(groups, () => 0)) + 1;
}

function count(value: number): string {
  if (value >= 1_000_000) return `${trimmed(value / 1_000_000)} million`;
  return value >= 1_000 ? Math.round(value).toLocaleString('en-US') : trimmed(value);
}

function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let unit = 0;
  let left = value;
  for (; left >= 1_000 && unit < units.length - 1; unit++) left /= 1_000;
  return `${trimmed(left)} ${units[unit]}`;
}

function micros(value: number): string {
  return value >= 1_000 ? `${trimmed(value / 1_000)} ms` : `${trimmed(value)} µs`;
}

/** Microseconds a second as a share of a core. */
function core(microsASecond: number): string {
  return `${trimmed(microsASecond / 10_000)} %`;
}

/** Two significant digits below 100, none behind the point above. */
function trimmed(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(2)));
}
