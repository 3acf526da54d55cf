import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from '../../../conformance/cluster/journal.ts';
import { Peer } from '../../../conformance/cluster/peer.ts';
import { PlayedServer } from '../../../conformance/cluster/playedServer.ts';
import type { Address } from '../../../conformance/wire/conversation.ts';
import { decodeHead, encodeHead, encodeRequest } from '../../../conformance/wire/layout.ts';
import type { StorageFault } from './storageFaults.ts';
import { BrokenFiles } from './storageFiles.ts';

const GROUP = 'group001';
const HOSTNAME = 'broken-storage';
const TIMEOUT_MS = 2_000;
/** Connections at once. */
const FLOOD = 40;

/** Where a storage of these tests finds the others. */
export interface Surroundings {
  readonly trackers: readonly Address[];
  readonly ids: readonly Address[];
  readonly heartbeatMs: number;
}

/** A small storage that does as the specification says, but for one fault. */
export class BrokenStorage {
  readonly #fault: StorageFault;
  readonly #around: Surroundings;
  readonly #journal = new Journal();
  readonly #peers = new Set<Peer>();
  readonly #startMs = Date.now();
  readonly #stop = new AbortController();
  readonly #links: Promise<void>[] = [];
  #server: PlayedServer | undefined;
  #port = 0;
  #joined = false;
  #joinsAnswered = 0;
  #joins = 0;

  private constructor(fault: StorageFault, around: Surroundings) {
    this.#fault = fault;
    this.#around = around;
  }

  static async start(fault: StorageFault, around: Surroundings): Promise<BrokenStorage> {
    const storage = new BrokenStorage(fault, around);
    await storage.#listen();
    const trackers = fault === 'one-tracker' ? around.trackers.slice(0, 1) : around.trackers;
    if (fault !== 'never-joins') for (const tracker of trackers) storage.#links.push(storage.#keepJoined(tracker));
    return storage;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#server?.stop();
    for (const peer of this.#peers) peer.destroy();
    await Promise.all(this.#links);
  }

  async #listen(): Promise<void> {
    const files = new BrokenFiles(this.#fault, (key) => this.#nextId(key));
    const role = {
      kind: 'storage',
      honest: files.reply,
      behaviour:
        () =>
        async ({ peer, honest }) =>
          peer.send(await honest()),
      onFault: () => {},
    } satisfies Parameters<typeof PlayedServer.open>[3];
    this.#server = await PlayedServer.open('broken', '127.0.0.1', 0, role, this.#journal);
    this.#port = Number(this.#server.address.split(':')[1]);
    if (this.#fault === 'joins-too-early') this.#server.away();
  }

  async #keepJoined(tracker: Address): Promise<void> {
    const { heartbeatMs } = this.#around;
    let links = 1;
    let inVain = 0;
    for (let failures = 0; !this.#stop.signal.aborted; failures++) {
      const before = this.#joinsAnswered;
      const joining = Array.from({ length: links }, () => this.#stayJoined(tracker).catch(() => undefined));
      await Promise.race(joining);
      inVain = this.#joinsAnswered === before ? inVain + 1 : 0;
      if (this.#fault === 'never-comes-back' && this.#joined) return;
      if (this.#fault === 'two-connections') links = 2;
      // On a machine that is busy one after the other would not be many in a second.
      if (this.#fault === 'floods') links = inVain < 3 ? 1 : FLOOD;
      const pauseMs = this.#fault === 'floods' ? 2 : Math.min(50 * 2 ** Math.min(failures, 10), heartbeatMs / 2);
      await sleep(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** Rejects when the connection ends in any way. */
  async #stayJoined(tracker: Address): Promise<never> {
    const { heartbeatMs } = this.#around;
    const peer = await this.#connect(tracker);
    try {
      const early = this.#fault === 'pipelines' ? [this.#beat()] : [];
      await this.#ask(peer, this.#join(), ...early);
      this.#joined = true;
      this.#joinsAnswered++;
      if (early.length > 0) await this.#reply(peer);
      else if (this.#fault !== 'beats-late' && this.#fault !== 'never-beats') await this.#sendBeat(peer, tracker);
      if (this.#fault === 'joins-too-early') this.#serveLater();
      if (this.#fault === 'beats-late') await peer.whenOver(heartbeatMs / 2);
      for (;;) {
        await peer.whenOver(heartbeatMs);
        if (peer.over) throw new Error('the tracker ended the connection');
        if (this.#fault !== 'never-beats' && this.#fault !== 'beats-once') await this.#sendBeat(peer, tracker);
      }
    } finally {
      peer.destroy();
      this.#peers.delete(peer);
    }
  }

  /** Later than a kit on a busy machine asks for a file. */
  #serveLater(): void {
    setTimeout(() => {
      if (!this.#stop.signal.aborted) void this.#server?.back();
    }, 6_000);
  }

  async #sendBeat(peer: Peer, tracker: Address): Promise<void> {
    if (this.#fault !== 'beats-elsewhere') return this.#ask(peer, this.#beat());
    const other = await this.#connect(tracker);
    try {
      await this.#ask(other, this.#beat());
    } finally {
      other.destroy();
    }
  }

  async #ask(peer: Peer, ...requests: readonly Buffer[]): Promise<void> {
    await peer.send(...requests);
    await this.#reply(peer);
  }

  async #reply(peer: Peer): Promise<void> {
    const head = decodeHead(await peer.take(10, this.#fault === 'no-timeout' ? 3_600_000 : TIMEOUT_MS));
    if (head.command !== 100) throw new Error('no reply of a tracker');
    if (head.status !== 0 && this.#fault !== 'ignores-refusals') throw new Error('refused');
    if (head.bodyLength < 0n || head.bodyLength > 1026n) throw new Error('too long a body');
    if (head.status === 0 && head.bodyLength !== 0n) throw new Error('a body');
    await peer.take(Number(head.bodyLength), TIMEOUT_MS);
  }

  #join(): Buffer {
    const seconds = (ms: number): bigint => BigInt(this.#fault === 'milliseconds' ? ms : Math.floor(ms / 1000));
    const joinTime = seconds(Date.now());
    const startTime = this.#fault === 'starts-anew' ? joinTime - BigInt(100 - this.#joins++) : seconds(this.#startMs);
    const fields = { version: '1.0.0', group: GROUP, hostname: HOSTNAME, port: this.#port, startTime, joinTime };
    const packet = encodeRequest('JOIN', fields, this.#fault === 'garbage-padding' ? { pad: 0x67 } : {});
    if (this.#fault !== 'four-byte-port') return packet;
    const [before, after] = [packet.subarray(10, 163), packet.subarray(163)];
    return Buffer.concat([encodeHead(173, 10), before, Buffer.alloc(2), after]);
  }

  #beat(): Buffer {
    const group = this.#fault === 'beats-for-another-group' ? 'group002' : GROUP;
    return encodeRequest('BEAT', { group, hostname: HOSTNAME });
  }

  /** An id of the first id server that gives one; undefined when none does. */
  async #nextId(key: string): Promise<bigint | undefined> {
    const servers = this.#fault === 'one-id-server' ? this.#around.ids.slice(0, 1) : this.#around.ids;
    for (const server of servers) {
      try {
        return await this.#askId(server, key);
      } catch {
        // The next one may.
      }
    }
    return undefined;
  }

  async #askId(server: Address, key: string): Promise<bigint> {
    const peer = await this.#connect(server);
    try {
      const body = Buffer.from(this.#fault === 'key-without-nul' ? key : `${key}\0`);
      await peer.send(encodeRequest('ID_GET', {}, { body }));
      const head = decodeHead(await peer.take(10, TIMEOUT_MS));
      if (head.status !== 0 || head.bodyLength !== 8n) throw new Error('no id');
      return (await peer.take(8, TIMEOUT_MS)).readBigInt64BE();
    } finally {
      peer.destroy();
      this.#peers.delete(peer);
    }
  }

  #connect({ host, port }: Address): Promise<Peer> {
    const socket = connect({ host, port, allowHalfOpen: true });
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => {
        const peer = new Peer(0, socket, this.#journal);
        this.#peers.add(peer);
        resolve(peer);
      });
    });
  }
}
