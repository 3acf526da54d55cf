import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEntry, OperationEnd } from '../../../sim/chaos/history.ts';
import type { Operation } from '../../../sim/chaos/plan.ts';
import { limitMs } from '../../../sim/chaos/workload/limit.ts';
import { endOf } from '../../../sim/chaos/workload/outcome.ts';
import { Prng } from '../../../sim/prng.ts';
import { Client } from '../../../src/client/client.ts';
import { CLIENT_DEFAULTS, type ClientConfig } from '../../../src/client/clientConfig.ts';
import type { Address } from '../../../src/host/address.ts';
import type { Host } from '../../../src/host/host.ts';
import { createLog } from '../../../src/host/node/log.ts';
import { createNodeHost } from '../../../src/host/node/nodeHost.ts';
import type { SoakOptions } from '../options.ts';
import type { SoakSite } from '../site/soakSite.ts';
import type { SoakWire } from '../site/soakWire.ts';
import { TappedNetwork } from '../site/tappedNetwork.ts';
import { Drawing, USERS } from './drawing.ts';
import { fetchFile, gatewaySaid } from './gateway.ts';
import type { History } from './history.ts';
import { type Names, OddNames, PLAIN_NAMES } from './names.ts';
import { perform } from './perform.ts';

export const CLIENTS = 4;
/** Operations that a client has under way at a time. */
const HANDS = 4;
/** Milliseconds between two of them, at most. */
const PAUSE_MAX_MS = 120;
/** Milliseconds that a busy machine may add to all that a client waits for. */
const BUSY_MS = 5_000;

interface Member {
  readonly name: string;
  readonly host: Host;
  readonly client: Client;
}

/** The clients, each with the real client library over a Node host of its own, and one more that uses the gateway. */
export class Crowd {
  readonly history: History;
  readonly #site: SoakSite;
  readonly #wire: SoakWire;
  readonly #nowMs: () => number;
  readonly #names: Names;
  readonly #prng: Prng;
  readonly #drawing: Drawing;
  readonly #config: ClientConfig;
  readonly #members: readonly Member[];

  /** `movesOver`: deployed storages give everybody what is not theirs, so nobody asks. */
  constructor(site: SoakSite, wire: SoakWire, history: History, { seed, movesOver }: SoakOptions, nowMs: () => number) {
    this.history = history;
    this.#site = site;
    this.#wire = wire;
    this.#nowMs = nowMs;
    this.#names = movesOver ? PLAIN_NAMES : new OddNames(seed);
    this.#prng = new Prng(seed);
    this.#drawing = new Drawing(this.#prng.fork(), !movesOver);
    const trackers = site.of('tracker').map(({ port }) => ({ host: '127.0.0.1', port }));
    this.#config = {
      ...CLIENT_DEFAULTS,
      trackers,
      connectTimeoutMs: 2_000,
      requestTimeoutMs: 6_000,
      locationTtlMs: 2_000,
    };
    this.#members = Array.from({ length: CLIENTS }, (_, at) => this.#member(`client${at + 1}`));
  }

  /** Works until `stop` is aborted and all that was begun has ended. */
  async work(stop: AbortSignal): Promise<void> {
    const hands = this.#members.flatMap((_, client) => Array.from({ length: HANDS }, () => this.#hand(client, stop)));
    await Promise.all([...hands, this.#viewer(stop)]);
  }

  /** Does one operation and notes it. */
  async make(operation: Operation): Promise<HistoryEntry> {
    const member = this.#members[operation.client];
    if (member === undefined) throw new Error(`there is no client ${operation.client}`);
    const named = 'file' in operation ? operation : { user: 1, file: 0 };
    const file = this.#names.file(named.user, named.file);
    const limit = limitMs(operation, this.#config);
    const entry = this.history.begin({
      operation,
      ...file,
      limitMs: limit === undefined ? undefined : limit + BUSY_MS,
    });
    const otherUserid = this.#names.userid((named.user + 1) % USERS);
    const idServers = this.#site.of('id').map(({ port }): Address => ({ host: '127.0.0.1', port }));
    this.history.end(entry, await this.#endOf(() => perform({ ...member, file, otherUserid, idServers }, operation)));
    return entry;
  }

  /** Looks at a file by the gateway. */
  async view(number: { readonly user: 0; readonly file: number }): Promise<HistoryEntry> {
    const operation: Operation = {
      kind: 'download',
      atMs: this.#nowMs(),
      client: CLIENTS,
      ...number,
      offset: 0,
      size: 0,
    };
    const file = this.#names.file(number.user, number.file);
    const entry = this.history.begin({ operation, ...file });
    const end = await fetchFile(this.#site.of('http')[0]?.port ?? 0, file.fileid);
    if (end.outcome === 'refused') {
      this.#wire.refusals.push(gatewaySaid(`client${CLIENTS + 1}`, entry.startMs, this.#nowMs()));
    }
    this.history.end(entry, end);
    return entry;
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ client }) => client.close()));
  }

  async #hand(client: number, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const operation = this.#drawing.next(this.#nowMs(), client);
      const entry = await this.make(operation);
      if (operation.kind === 'delete' && entry.end?.outcome !== 'ok' && !isGone(entry)) this.#drawing.again(operation);
      await sleep(this.#prng.below(PAUSE_MAX_MS));
    }
  }

  async #viewer(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.view(this.#drawing.nextOfGateway(this.#nowMs()));
      await sleep(this.#prng.below(2 * PAUSE_MAX_MS));
    }
  }

  async #endOf(work: () => ReturnType<typeof perform>): Promise<OperationEnd> {
    try {
      return { outcome: 'ok', value: await work() };
    } catch (error) {
      const end = endOf(error);
      if (end === undefined) throw error;
      return end;
    }
  }

  #member(name: string): Member {
    const real = createNodeHost({ hostname: name, log: createLog({ level: 'error' }) });
    const wayTo = (server: number): ReturnType<ConstructorParameters<typeof TappedNetwork>[1]> => {
      const daemon = this.#site.daemons.find(({ port }) => port === server);
      const port = this.#site.clientPorts.get(server);
      if (daemon === undefined || port === undefined || daemon.kind === 'http') return undefined;
      return { port, listen: this.#wire.listen(name, daemon.name, daemon.kind) };
    };
    const host = { ...real, network: new TappedNetwork(real.network, wayTo) };
    return { name, host, client: new Client(host, this.#config) };
  }
}

function isGone({ end }: HistoryEntry): boolean {
  return end?.outcome === 'refused' && end.errorNumber < 500;
}
