import { formatCtime } from './ctime.ts';
import { malformed } from './malformed.ts';

/** What a tracker believes of a storage. Spec: TRACKER-STATES. */
export type StorageState = 'OFFLINE' | 'ONLINE' | 'ACTIVE';

/** One storage in the GROUPS text; times in seconds since the epoch. */
export interface StorageEntry {
  readonly version: string;
  readonly hostname: string;
  /** `ip:port` */
  readonly address: string;
  readonly startTime: number;
  readonly joinTime: number;
  readonly beatTime: number;
  readonly state: StorageState;
}

/** One group in the GROUPS text. */
export interface GroupEntry {
  readonly name: string;
  readonly storages: readonly StorageEntry[];
}

/** One storage as the GROUPS text tells of it; the times stay the text the tracker wrote. */
export interface ParsedStorage {
  readonly version: string;
  readonly hostname: string;
  readonly address: string;
  readonly startTime: string;
  readonly joinTime: string;
  readonly beatTime: string;
  readonly state: StorageState;
}

/** One group as the GROUPS text tells of it. */
export interface ParsedGroup {
  readonly name: string;
  readonly storages: readonly ParsedStorage[];
}

/** The GROUPS text: lines without blank ones and without a last newline. Spec: WIRE-GROUPS-TEXT. */
export function formatGroupsText(groups: readonly GroupEntry[]): string {
  const lines = [`COUNT OF GROUPS: ${groups.length}`];
  for (const group of groups) {
    const active = group.storages.filter((storage) => storage.state === 'ACTIVE').length;
    lines.push(
      `GROUPNAME: ${group.name}`,
      `COUNT OF STORAGES: ${group.storages.length}`,
      `COUNT OF ACTIVE STORAGES: ${active}`,
    );
    for (const storage of group.storages) {
      lines.push(
        `VERSION: ${storage.version}`,
        `HOSTNAME: ${storage.hostname}`,
        `ADDRESS: ${storage.address}`,
        `STARTUP TIME: ${formatCtime(storage.startTime)}`,
        `JOIN TIME: ${formatCtime(storage.joinTime)}`,
        `BEAT TIME: ${formatCtime(storage.beatTime)}`,
        `STATUS: ${storage.state}`,
      );
    }
  }
  return lines.join('\n');
}

/**
 * Reads a GROUPS text back; blank lines, which some trackers write, are passed over.
 * Throws a malformed `TnvError` that quotes the first line out of place. Spec: WIRE-GROUPS-TEXT.
 */
export function parseGroupsText(text: string): ParsedGroup[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  let at = 0;
  const field = (label: string): string => {
    const line = lines[at++] ?? '';
    if (!line.startsWith(`${label}:`)) throw malformed(`expected "${label}:" in the groups text, got "${line}"`);
    return line.slice(label.length + 1).trim();
  };
  const count = (label: string): number => {
    const value = field(label);
    if (!/^\d+$/.test(value)) throw malformed(`"${label}: ${value}" in the groups text is not a count`);
    return Number(value);
  };
  const storage = (): ParsedStorage => ({
    version: field('VERSION'),
    hostname: field('HOSTNAME'),
    address: field('ADDRESS'),
    startTime: field('STARTUP TIME'),
    joinTime: field('JOIN TIME'),
    beatTime: field('BEAT TIME'),
    state: stateOf(field('STATUS')),
  });
  const repeat = <T>(times: number, read: () => T): T[] => {
    const items: T[] = [];
    while (items.length < times) items.push(read());
    return items;
  };
  const groups = repeat(count('COUNT OF GROUPS'), () => {
    const name = field('GROUPNAME');
    const storageCount = count('COUNT OF STORAGES');
    count('COUNT OF ACTIVE STORAGES');
    return { name, storages: repeat(storageCount, storage) };
  });
  if (at < lines.length) throw malformed(`unexpected line in the groups text: "${lines[at]}"`);
  return groups;
}

function stateOf(text: string): StorageState {
  if (text === 'OFFLINE' || text === 'ONLINE' || text === 'ACTIVE') return text;
  throw malformed(`"${text}" is no status of a storage`);
}
