import type { Address } from '../wire/conversation.ts';
import type { PacketName } from '../wire/packets.ts';
import { honest } from './behaviours.ts';
import { HonestIds } from './honestIdServer.ts';
import { honestStorage } from './honestStorage.ts';
import { type Directory, groupsText, honestTracker } from './honestTracker.ts';
import type { RequestFault } from './inspectRequest.ts';
import { Journal } from './journal.ts';
import { Library } from './library.ts';
import type { Peer } from './peer.ts';
import { type Behaviour, PlayedServer, type Role } from './playedServer.ts';
import type { SeenRequest } from './seenRequest.ts';

const LOOPBACK = '127.0.0.1';

/** How big a cluster is, and where it listens. */
export interface ClusterPlan {
  readonly trackers?: number;
  readonly storages?: number;
  readonly group?: string;
  /** Where further trackers and id servers listen. */
  readonly trackersAt?: readonly Address[];
  readonly idsAt?: readonly Address[];
}

/**
 * A cluster that the kit plays on this machine: trackers, an id server and storages of one group that share their
 * files. All are honest, except for the requests that were given another behaviour.
 */
export class Cluster {
  readonly library = new Library();
  readonly journal = new Journal();
  readonly group: string;
  readonly trackers: PlayedServer[] = [];
  readonly storages: PlayedServer[] = [];
  readonly idServers: PlayedServer[] = [];
  /** What its trackers answer to SADDRS instead of the addresses of its storages. */
  addresses: readonly string[] | undefined;
  /** Requests that could not be made sense of. */
  readonly faults: RequestFault[] = [];
  readonly #ids = new HonestIds();
  readonly #next = new Map<PacketName, Behaviour[]>();
  readonly #nextAt = new Map<PlayedServer, Map<PacketName, Behaviour[]>>();
  readonly #always = new Map<PacketName, Behaviour>();
  readonly #atServer = new Map<PlayedServer, Map<PacketName, Behaviour>>();

  private constructor(group: string) {
    this.group = group;
  }

  /** Rejects with the system's error when an address is not free; nothing is left then. */
  static async start(plan: ClusterPlan = {}): Promise<Cluster> {
    const cluster = new Cluster(plan.group ?? 'group001');
    try {
      await cluster.#start(plan);
    } catch (error) {
      cluster.stop();
      throw error;
    }
    return cluster;
  }

  async #start({ trackers = 1, storages = 2, trackersAt = [], idsAt = [] }: ClusterPlan): Promise<void> {
    const places = [...Array.from({ length: trackers }, () => ({ host: LOOPBACK, port: 0 })), ...trackersAt];
    for (const at of places) this.trackers.push(await this.#open(`tracker ${this.trackers.length + 1}`, 'tracker', at));
    for (const at of idsAt) this.idServers.push(await this.#open(`id server ${this.idServers.length + 1}`, 'id', at));
    for (let n = 1; n <= storages; n++) await this.addStorage(LOOPBACK);
  }

  /** One more storage, at a loopback address. */
  async addStorage(host: string): Promise<void> {
    this.storages.push(await this.#open(`storage ${this.storages.length + 1}`, 'storage', { host, port: 0 }));
  }

  /** `host:port;host:port` of its trackers. */
  get taddrs(): string {
    return this.trackers.map((tracker) => tracker.address).join(';');
  }

  /** Every request that came, in the order it came. */
  get requests(): SeenRequest[] {
    const all = [...this.trackers, ...this.storages, ...this.idServers].flatMap((server) => server.requests);
    return all.sort((a, b) => a.atMs - b.atMs);
  }

  /** Every request of one kind. */
  requestsOf(name: PacketName): SeenRequest[] {
    return this.requests.filter((request) => request.name === name);
  }

  /** Every connection that was made to it. */
  get peers(): Peer[] {
    return [...this.trackers, ...this.storages, ...this.idServers].flatMap((server) => server.peers);
  }

  /** The next requests of this kind get these behaviours, whichever server they come to; then all is as before. */
  next(name: PacketName, ...behaviours: readonly Behaviour[]): void {
    this.#next.set(name, [...(this.#next.get(name) ?? []), ...behaviours]);
  }

  /** The same for the next requests that come to one server. */
  nextAt(server: PlayedServer, name: PacketName, ...behaviours: readonly Behaviour[]): void {
    const own = this.#nextAt.get(server) ?? new Map<PacketName, Behaviour[]>();
    this.#nextAt.set(server, own.set(name, [...(own.get(name) ?? []), ...behaviours]));
  }

  /** Every request of this kind gets this behaviour from now on. */
  always(name: PacketName, behaviour: Behaviour): void {
    this.#always.set(name, behaviour);
  }

  /** Every request of this kind that comes to this server gets this behaviour from now on. */
  at(server: PlayedServer, name: PacketName, behaviour: Behaviour): void {
    const own = this.#atServer.get(server) ?? new Map<PacketName, Behaviour>();
    this.#atServer.set(server, own.set(name, behaviour));
  }

  /** Refuses connections and drops those that are there. */
  stop(): void {
    for (const server of [...this.trackers, ...this.storages, ...this.idServers]) server.stop();
  }

  get #directory(): Directory {
    const { group } = this;
    const addresses = this.addresses ?? this.storages.map((storage) => storage.address);
    return { group, addresses, groupsText: groupsText(group, addresses) };
  }

  #open(name: string, kind: Role['kind'], { host, port }: Address): Promise<PlayedServer> {
    return PlayedServer.open(name, host, port, this.#role(kind), this.journal);
  }

  #role(kind: Role['kind']): Role {
    return {
      kind,
      honest: async (request, peer) => {
        if (kind === 'tracker') return honestTracker(request, this.#directory);
        return kind === 'id' ? this.#ids.reply(request) : honestStorage(request, peer, this.library);
      },
      behaviour: (server, { name }) =>
        this.#nextAt.get(server)?.get(name)?.shift() ??
        this.#next.get(name)?.shift() ??
        this.#atServer.get(server)?.get(name) ??
        this.#always.get(name) ??
        honest,
      onFault: (fault) => {
        this.faults.push(fault);
      },
    };
  }
}
