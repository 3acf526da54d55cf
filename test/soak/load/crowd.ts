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
import { Drawing, USERS } from './drawing.ts';
import { fetchFile } from './gateway.ts';
import type { History } from './history.ts';
import { type Names, OddNames, PLAIN_NAMES } from './names.ts';
import { perform } from './perform.ts';

export const CLIENTS = 4;
const BUSY_PACE: Pace = { hands: 4, pauseMaxMs: 120 };
/** Milliseconds that a busy machine may add to all that a client waits for. */
const BUSY_MS = 5_000;

/** What the clients work at. */
export interface Workplace {
  readonly trackers: readonly Address[];
  readonly idServers: readonly Address[];
  readonly gateway: Address;
  /** Milliseconds a file may take from the gateway; a minute unless told. */
  readonly gatewayTimeoutMs?: number;
  /** The Host of a client. */
  hostOf(client: string): Host;
  /** Told of what the gateway says is not there. */
  readonly onGone?: ((client: string, askedMs: number) => void) | undefined;
}

/** How busy the clients are. */
export interface Pace {
  /** Operations that a client has under way at a time. */
  readonly hands: number;
  /** Milliseconds between two of them, at most. */
  readonly pauseMaxMs: number;
}

interface Member {
  readonly name: string;
  readonly host: Host;
  readonly client: Client;
}

/** The clients, each with the real client library over a Node host of its own, and one more that uses the gateway. */
export class Crowd {
  readonly history: History;
  readonly #workplace: Workplace;
  readonly #pace: Pace;
  readonly #nowMs: () => number;
  readonly #names: Names;
  readonly #prng: Prng;
  readonly #drawing: Drawing;
  readonly #config: ClientConfig;
  readonly #members: readonly Member[];

  /** `movesOver`: deployed storages give everybody what is not theirs, so nobody asks. */
  constructor(
    workplace: Workplace,
    history: History,
    { seed, movesOver }: { readonly seed: number; readonly movesOver: boolean },
    nowMs: () => number,
    pace: Pace = BUSY_PACE,
  ) {
    this.history = history;
    this.#workplace = workplace;
    this.#pace = pace;
    this.#nowMs = nowMs;
    this.#names = movesOver ? PLAIN_NAMES : new OddNames(seed);
    this.#prng = new Prng(seed);
    this.#drawing = new Drawing(this.#prng.fork(), !movesOver);
    this.#config = {
      ...CLIENT_DEFAULTS,
      trackers: workplace.trackers,
      connectTimeoutMs: 2_000,
      requestTimeoutMs: 6_000,
      locationTtlMs: 2_000,
    };
    this.#members = Array.from({ length: CLIENTS }, (_, at) => this.#member(`client${at + 1}`));
  }

  /** Works until `stop` is aborted and all that was begun has ended. */
  async work(stop: AbortSignal): Promise<void> {
    const hands = this.#members.flatMap((_, client) =>
      Array.from({ length: this.#pace.hands }, () => this.#hand(client, stop)),
    );
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
    const { idServers } = this.#workplace;
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
    const { gateway, gatewayTimeoutMs } = this.#workplace;
    const end = await fetchFile(gateway, file.fileid, gatewayTimeoutMs);
    if (end.outcome === 'refused') this.#workplace.onGone?.(`client${CLIENTS + 1}`, entry.startMs);
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
      await sleep(this.#prng.below(this.#pace.pauseMaxMs));
    }
  }

  async #viewer(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.view(this.#drawing.nextOfGateway(this.#nowMs()));
      await sleep(this.#prng.below(2 * this.#pace.pauseMaxMs));
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
    const host = this.#workplace.hostOf(name);
    return { name, host, client: new Client(host, this.#config) };
  }
}

function isGone({ end }: HistoryEntry): boolean {
  return end?.outcome === 'refused' && end.errorNumber < 500;
}
