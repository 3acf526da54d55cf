import type { TrackerKit } from '../../runner/case.ts';
import { CaseFailure, expectSuccess } from '../../runner/expect.ts';
import type { Address } from '../../wire/conversation.ts';

/** A storage as the GROUPS text tells of it. */
export interface Listed {
  readonly group: string;
  readonly version: string;
  readonly hostname: string;
  /** `ip:port` */
  readonly address: string;
  readonly startTime: string;
  readonly joinTime: string;
  readonly beatTime: string;
  readonly status: string;
}

const FIELDS: Readonly<Record<string, keyof Listed>> = {
  GROUPNAME: 'group',
  VERSION: 'version',
  HOSTNAME: 'hostname',
  ADDRESS: 'address',
  'STARTUP TIME': 'startTime',
  'JOIN TIME': 'joinTime',
  'BEAT TIME': 'beatTime',
  STATUS: 'status',
};
const NOTHING: Listed = {
  group: '',
  version: '',
  hostname: '',
  address: '',
  startTime: '',
  joinTime: '',
  beatTime: '',
  status: '',
};

/** The groups text of a tracker. */
export async function groupsText(kit: TrackerKit, from: Address = kit.address): Promise<string> {
  return String(expectSuccess(await kit.ask('GROUPS', {}, { to: from }), 'GROUPS').text);
}

/**
 * The storages that a tracker lists. Reads generously, so that a slip in the text, which a case of its own looks for,
 * does not hide what else there is to see.
 */
export async function listing(kit: TrackerKit, from: Address = kit.address): Promise<Listed[]> {
  const listed: Listed[] = [];
  let current = NOTHING;
  for (const line of (await groupsText(kit, from)).split('\n')) {
    const [, label = '', value = ''] = /^\s*([A-Z ]+?)\s*:\s?(.*?)\s*$/.exec(line) ?? [];
    const field = FIELDS[label];
    if (field === undefined) continue;
    current = { ...current, [field]: value };
    if (field !== 'status') continue;
    listed.push(current);
    current = { ...NOTHING, group: current.group };
  }
  return listed;
}

/** What a played storage is known by. */
export interface Known {
  readonly group: string;
  readonly hostname: string;
}

/** The entries of one storage. */
export async function entriesOf(kit: TrackerKit, { group, hostname }: Known, from?: Address): Promise<Listed[]> {
  return (await listing(kit, from)).filter((each) => each.group === group && each.hostname === hostname);
}

/** The one entry of a storage; fails when there is none, or more than one. */
export async function entryOf(kit: TrackerKit, storage: Known, from?: Address): Promise<Listed> {
  const entries = await entriesOf(kit, storage, from);
  const [entry] = entries;
  if (entry !== undefined && entries.length === 1) return entry;
  const message = `GROUPS lists storage ${storage.hostname} of group ${storage.group} ${entries.length} times instead of once`;
  const got = entries.map(({ address, status }) => `${address} ${status}`).join('\n');
  throw new CaseFailure({
    axis: 'said',
    statement: 'TRACKER-GROUPS',
    message,
    expected: 'one entry',
    got: got || 'none',
  });
}

/** Fails unless a storage has this status. */
export async function expectStatus(
  kit: TrackerKit,
  storage: Known,
  status: 'ONLINE' | 'ACTIVE' | 'OFFLINE',
  statement = 'TRACKER-STATES',
): Promise<void> {
  const entry = await entryOf(kit, storage);
  if (entry.status === status) return;
  const message = `storage ${storage.hostname} is ${entry.status}, ${status} is expected`;
  throw new CaseFailure({ axis: 'said', statement, message, expected: status, got: entry.status });
}

/** Fails when a storage is listed. */
export async function expectUnlisted(kit: TrackerKit, storage: Known, statement: string): Promise<void> {
  const entries = await entriesOf(kit, storage);
  if (entries.length === 0) return;
  const message = `a storage that was refused is listed: ${storage.hostname} of group ${storage.group}`;
  throw new CaseFailure({ axis: 'said', statement, message, expected: 'no entry', got: entries[0]?.status ?? '' });
}
