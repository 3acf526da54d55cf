import type { Address } from '../../../../src/host/address.ts';
import type { Machine } from '../../../machine.ts';
import type { EndTap, NetworkTap, NewConnection } from '../../../network/networkTap.ts';
import type { Mark, Violation } from '../../history.ts';
import { PORTS } from '../../names.ts';
import type { MachineKind } from '../../plan.ts';
import { seconds } from '../entries.ts';
import type { WireFacts } from '../observations.ts';
import { AttemptWatch } from './attemptWatch.ts';
import { ConnectionMarks } from './connectionMarks.ts';
import { ConversationTap } from './conversationTap.ts';
import type { ExchangeWatch } from './exchange.ts';
import { IdWatch } from './idWatch.ts';
import { MessageMarks } from './messageMarks.ts';
import { ReconnectWatch } from './reconnectWatch.ts';
import { RefusalWatch } from './refusalWatch.ts';
import { RouteWatch } from './routeWatch.ts';
import { type Silence, SilenceWatch } from './silenceWatch.ts';
import { StorageWatch } from './storageWatch.ts';
import { type Touch, TouchWatch } from './touchWatch.ts';

/** How to listen to the wire. */
export interface WireTapOptions {
  readonly nowMs: () => number;
  readonly checkActiveIntervalMs: number;
  /** How long the client of this name may wait for a reply; see `Patience`. Nobody's patience is judged without it. */
  readonly patienceMs?: (client: string) => ((bodyBytes: number) => number) | undefined;
  /** Gets a mark for every exchange and every end of a connection; none are made when it is left out. */
  readonly mark?: ((mark: Mark) => void) | undefined;
}

const VIOLATIONS_MAX = 100;

/**
 * Listens to every connection with a daemon: `world.network.tap = new WireTap(…)`, before the first daemon starts.
 * What it learns is in its fields when the run is over.
 */
export class WireTap implements NetworkTap, WireFacts {
  readonly violations: Violation[] = [];
  readonly #nowMs: () => number;
  readonly #attempts = new AttemptWatch();
  readonly #ids = new IdWatch();
  readonly #routes = new RouteWatch();
  readonly #reconnects: ReconnectWatch;
  readonly #refusals: RefusalWatch;
  readonly #silences: SilenceWatch;
  readonly #touches = new TouchWatch();
  readonly #watches: readonly ExchangeWatch[];
  readonly #connections: ConnectionMarks | undefined;
  readonly #patienceMs: WireTapOptions['patienceMs'];

  constructor({ nowMs, checkActiveIntervalMs, patienceMs, mark }: WireTapOptions) {
    this.#nowMs = nowMs;
    this.#patienceMs = patienceMs;
    this.#reconnects = new ReconnectWatch(nowMs, this.#complain);
    this.#refusals = new RefusalWatch(nowMs);
    this.#silences = new SilenceWatch(nowMs);
    const storages = new StorageWatch(checkActiveIntervalMs, this.#complain);
    const marks = mark === undefined ? [] : [new MessageMarks(nowMs, mark)];
    this.#connections = mark === undefined ? undefined : new ConnectionMarks(nowMs, mark);
    this.#watches = [
      this.#attempts,
      this.#ids,
      this.#routes,
      this.#refusals,
      this.#silences,
      this.#touches,
      storages,
      ...marks,
    ];
  }

  get attempts(): AttemptWatch['attempts'] {
    return this.#attempts.attempts;
  }

  get ids(): IdWatch['answers'] {
    return this.#ids.answers;
  }

  get routes(): RouteWatch['answers'] {
    return this.#routes.answers;
  }

  get refusals(): RefusalWatch['refusals'] {
    return this.#refusals.refusals;
  }

  get silences(): readonly Silence[] {
    return this.#silences.silences;
  }

  /** What storages did on files, in the order of their replies. */
  get touches(): readonly Touch[] {
    return this.#touches.touches;
  }

  triedIdServer(...asked: Parameters<RefusalWatch['triedIdServer']>): boolean {
    return this.#refusals.triedIdServer(...asked);
  }

  attempted(client: Machine, address: Address): void {
    this.#reconnects.attempted(client, address);
    this.#refusals.attempted(client, address);
  }

  connected(connection: NewConnection): { client: EndTap; server: EndTap } | undefined {
    const { client, server, address, process } = connection;
    const serverKind = kindAt(address.port);
    if (serverKind === undefined) return undefined;
    const taps = new ConversationTap({
      sides: { client, server, serverKind, process },
      nowMs: this.#nowMs,
      watches: this.#watches,
      complain: this.#complain,
      patienceMs: this.#patienceMs?.(client.name),
    });
    return this.#connections?.follow(connection, taps) ?? taps;
  }

  /** The run is over: marks connections that are still open. */
  finishMarks(): void {
    this.#connections?.finish();
  }

  readonly #complain = (statement: string, story: string): void => {
    if (this.violations.length >= VIOLATIONS_MAX) return;
    const atMs = this.#nowMs();
    this.violations.push({ statement, kind: 'safety', atMs, story: `At ${seconds(atMs)} ${story}.`, operations: [] });
  };
}

function kindAt(port: number): MachineKind | undefined {
  const kinds: readonly MachineKind[] = ['tracker', 'id', 'storage'];
  return kinds.find((kind) => PORTS[kind] === port);
}
