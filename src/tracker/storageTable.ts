import { formatAddress } from '../host/address.ts';
import { sometimes } from '../host/probe.ts';
import type { GroupEntry, StorageState } from '../protocol/groupsText.ts';
import type { JoinRequest } from '../protocol/join.ts';

/** One storage that has joined; a new object for every JOIN. */
export interface StorageRecord {
  readonly version: string;
  readonly group: string;
  readonly hostname: string;
  /** `ip:port`, where clients reach it. */
  readonly address: string;
  readonly ip: string;
  readonly port: number;
  /** Seconds since the epoch, as the storage says. */
  readonly startTime: number;
  /** Seconds since the epoch, as the storage says. */
  readonly joinTime: number;
  /** Whether it has beaten since its JOIN. */
  readonly beaten: boolean;
  /** Monotonic milliseconds of its last sign of life: its JOIN or its last BEAT. */
  readonly signMs: number;
  /** Seconds since the epoch of its last BEAT, before the first one of its JOIN; only for display. */
  readonly beatTime: number;
}

type Entry = { -readonly [Field in keyof StorageRecord]: StorageRecord[Field] };

/** What a JOIN did to the table. */
export interface Joined {
  readonly record: StorageRecord;
  /** The record of the same storage that this one replaced. */
  readonly before: StorageRecord | undefined;
  /** A storage of another group or hostname that had this address; it is OFFLINE now. */
  readonly ousted: StorageRecord | undefined;
}

/**
 * The storages a tracker knows, bounded. All moments are monotonic milliseconds and passed in: the table has no
 * clock, and no jump of the wall clock can reach it.
 * Spec: TRACKER-IDENTITY, TRACKER-ONE-ADDRESS, TRACKER-STATES, TRACKER-MONOTONIC, TRACKER-BOUNDED.
 */
export class StorageTable {
  readonly #checkActiveIntervalMs: number;
  readonly #storagesMax: number;
  readonly #entries = new Set<Entry>();
  readonly #byGroup = new Map<string, Map<string, Entry>>();
  /** Who joined last from an address. */
  readonly #byAddress = new Map<string, Entry>();

  constructor(checkActiveIntervalMs: number, storagesMax: number) {
    this.#checkActiveIntervalMs = checkActiveIntervalMs;
    this.#storagesMax = storagesMax;
  }

  /** How many storages there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** All storages. */
  records(): Iterable<StorageRecord> {
    return this.#entries;
  }

  /** The storages of a group, in the order they first joined. */
  ofGroup(group: string): StorageRecord[] {
    return [...(this.#byGroup.get(group)?.values() ?? [])];
  }

  /**
   * Enters a storage that joined from `ip`, in the place of its last record. Another storage that joined from this
   * address before must be gone and is OFFLINE at once: clients would find the wrong one there.
   * undefined when the table is full of storages that are not OFFLINE. Spec: TRACKER-JOIN.
   */
  join(request: JoinRequest, ip: string, nowMs: number): Joined | undefined {
    const address = formatAddress({ host: ip, port: request.port });
    const before = this.#byGroup.get(request.group)?.get(keyOf(address, request.hostname));
    if (before === undefined && this.size >= this.#storagesMax && !this.#makeRoom(nowMs)) return undefined;
    const joinTime = Number(request.joinTime);
    const entry: Entry = {
      version: request.version,
      group: request.group,
      hostname: request.hostname,
      address,
      ip,
      port: request.port,
      startTime: Number(request.startTime),
      joinTime,
      beaten: false,
      signMs: nowMs,
      beatTime: joinTime,
    };
    const last = this.#byAddress.get(address);
    const ousted = last === before ? undefined : last;
    if (ousted !== undefined) ousted.signMs = Number.NEGATIVE_INFINITY;
    if (before !== undefined) {
      sometimes('tracker.recordReplaced');
      this.#entries.delete(before);
    }
    this.#add(entry);
    return { record: entry, before, ousted };
  }

  /** Whether a record still stands: it was not replaced, and it has not made room for another one. */
  has(record: StorageRecord): boolean {
    return this.#entries.has(record);
  }

  /** Notes a heartbeat; `wallSeconds` is for display. Nothing happens when the record does not stand any more. */
  beat(record: StorageRecord, nowMs: number, wallSeconds: number): void {
    const entry = this.#byGroup.get(record.group)?.get(keyOf(record.address, record.hostname));
    if (entry === undefined || entry !== record) return;
    entry.beaten = true;
    entry.signMs = nowMs;
    entry.beatTime = wallSeconds;
  }

  /** ONLINE from its JOIN, ACTIVE from its first BEAT, OFFLINE once its last sign of life is too old. */
  stateOf(record: StorageRecord, nowMs: number): StorageState {
    if (nowMs > this.aliveUntilMs(record)) return 'OFFLINE';
    return record.beaten ? 'ACTIVE' : 'ONLINE';
  }

  /** The last moment at which a storage is not OFFLINE if it stays silent. */
  aliveUntilMs(record: StorageRecord): number {
    return record.signMs + this.#checkActiveIntervalMs;
  }

  /** The ACTIVE storages of a group, in the order they first joined. */
  active(group: string, nowMs: number): StorageRecord[] {
    return this.ofGroup(group).filter((record) => this.stateOf(record, nowMs) === 'ACTIVE');
  }

  /** Everything for the GROUPS text: groups sorted by the bytes of their names, storages as they first joined. */
  groups(nowMs: number): GroupEntry[] {
    const names = [...this.#byGroup.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return names.map((name) => ({
      name,
      storages: this.ofGroup(name).map((record) => ({ ...record, state: this.stateOf(record, nowMs) })),
    }));
  }

  #add(entry: Entry): void {
    this.#entries.add(entry);
    this.#byAddress.set(entry.address, entry);
    const key = keyOf(entry.address, entry.hostname);
    const group = this.#byGroup.get(entry.group);
    if (group === undefined) this.#byGroup.set(entry.group, new Map([[key, entry]]));
    else group.set(key, entry);
  }

  /** Forgets the OFFLINE storage that has been silent for longest; false when none is OFFLINE. */
  #makeRoom(nowMs: number): boolean {
    let silent: Entry | undefined;
    for (const entry of this.#entries) {
      if (silent === undefined || entry.signMs < silent.signMs) silent = entry;
    }
    if (silent === undefined || this.stateOf(silent, nowMs) !== 'OFFLINE') return false;
    this.#remove(silent);
    return true;
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry);
    if (this.#byAddress.get(entry.address) === entry) this.#byAddress.delete(entry.address);
    const group = this.#byGroup.get(entry.group);
    group?.delete(keyOf(entry.address, entry.hostname));
    if (group?.size === 0) this.#byGroup.delete(entry.group);
  }
}

/** Names a storage within its group. */
function keyOf(address: string, hostname: string): string {
  return `${address}/${hostname}`;
}
