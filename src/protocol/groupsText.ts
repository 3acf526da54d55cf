import { formatCtime, type UtcOffset } from './ctime.ts';
import { malformed } from './malformed.ts';
import { quote } from './quote.ts';

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

/** The GROUPS text: lines without blank ones and without a last newline; times are local. Spec: WIRE-GROUPS-TEXT. */
export function formatGroupsText(groups: readonly GroupEntry[], utcOffsetMs: UtcOffset): string {
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
        `STARTUP TIME: ${formatCtime(storage.startTime, utcOffsetMs)}`,
        `JOIN TIME: ${formatCtime(storage.joinTime, utcOffsetMs)}`,
        `BEAT TIME: ${formatCtime(storage.beatTime, utcOffsetMs)}`,
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
  const lines = linesOf(text);
  const field = (label: string): string => {
    const line = lines.next().value ?? '';
    if (!line.startsWith(`${label}:`)) throw malformed(`expected "${label}:" in the groups text, got ${quote(line)}`);
    return line.slice(label.length + (line[label.length + 1] === ' ' ? 2 : 1));
  };
  const count = (label: string): number => {
    const value = field(label).trim();
    if (!/^\d+$/.test(value)) throw malformed(`"${label}" in the groups text is no count: ${quote(value)}`);
    return Number(value);
  };
  const storage = (): ParsedStorage => ({
    version: field('VERSION'),
    hostname: field('HOSTNAME'),
    address: field('ADDRESS'),
    startTime: field('STARTUP TIME'),
    joinTime: field('JOIN TIME'),
    beatTime: field('BEAT TIME'),
    state: stateOf(field('STATUS').trim()),
  });
  const groups = repeat(count('COUNT OF GROUPS'), () => {
    const name = field('GROUPNAME');
    const storageCount = count('COUNT OF STORAGES');
    count('COUNT OF ACTIVE STORAGES');
    return { name, storages: repeat(storageCount, storage) };
  });
  const extra = lines.next();
  if (!extra.done) throw malformed(`unexpected line in the groups text: ${quote(extra.value)}`);
  return groups;
}

/** The lines that are not blank, one at a time: a peer's text of newlines alone costs nothing. */
function* linesOf(text: string): Generator<string, undefined> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    if (line.trim() !== '') yield line;
    start = end + 1;
  }
}

function repeat<T>(times: number, read: () => T): T[] {
  const items: T[] = [];
  while (items.length < times) items.push(read());
  return items;
}

function stateOf(text: string): StorageState {
  if (text === 'OFFLINE' || text === 'ONLINE' || text === 'ACTIVE') return text;
  throw malformed(`${quote(text)} is no status of a storage`);
}
