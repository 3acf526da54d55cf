import type { Address } from '../../../../src/host/address.ts';
import type { Machine } from '../../../machine.ts';
import type { EndTap, NetworkTap, NewConnection } from '../../../network/networkTap.ts';
import type { Mark } from '../../history.ts';
import { PORTS } from '../../names.ts';
import type { MachineKind } from '../../plan.ts';
import { ConnectionMarks } from './connectionMarks.ts';
import { ConversationTap } from './conversationTap.ts';
import type { ExchangeWatch } from './exchange.ts';
import { MessageMarks } from './messageMarks.ts';
import type { PatienceParts } from './patience.ts';
import { ReconnectWatch } from './reconnectWatch.ts';
import type { RefusalWatch } from './refusalWatch.ts';
import { type Silence, SilenceWatch } from './silenceWatch.ts';
import { StorageWatch } from './storageWatch.ts';
import { type Touch, TouchWatch } from './touchWatch.ts';
import { WireRecord } from './wireRecord.ts';

/** How to listen to the wire. */
export interface WireTapOptions {
  readonly nowMs: () => number;
  readonly checkActiveIntervalMs: number;
  /** How long the client of this name may wait for a reply; see `Patience`. Nobody's patience is judged without it. */
  readonly patienceMs?: (client: string) => PatienceParts['limitMs'] | undefined;
  /** Gets a mark for every exchange and every end of a connection; none are made when it is left out. */
  readonly mark?: ((mark: Mark) => void) | undefined;
}

/**
 * Listens to every connection with a daemon: `world.network.tap = new WireTap(…)`, before the first daemon starts.
 * What it learns is in its fields when the run is over.
 */
export class WireTap extends WireRecord implements NetworkTap {
  readonly #reconnects: ReconnectWatch;
  readonly #silences: SilenceWatch;
  readonly #touches = new TouchWatch();
  readonly #watches: readonly ExchangeWatch[];
  readonly #connections: ConnectionMarks | undefined;
  readonly #patienceMs: WireTapOptions['patienceMs'];

  constructor({ nowMs, checkActiveIntervalMs, patienceMs, mark }: WireTapOptions) {
    super(nowMs);
    this.#patienceMs = patienceMs;
    this.#reconnects = new ReconnectWatch(nowMs, this.complain);
    this.#silences = new SilenceWatch();
    const storages = new StorageWatch(checkActiveIntervalMs, this.complain);
    const marks = mark === undefined ? [] : [new MessageMarks(nowMs, mark)];
    this.#connections = mark === undefined ? undefined : new ConnectionMarks(nowMs, mark);
    this.#watches = [...this.exchangeWatches, this.#silences, this.#touches, storages, ...marks];
  }

  override get silences(): readonly Silence[] {
    return this.#silences.silences;
  }

  /** What storages did on files, in the order of their replies. */
  get touches(): readonly Touch[] {
    return this.#touches.touches;
  }

  override triedIdServer(...asked: Parameters<RefusalWatch['triedIdServer']>): boolean {
    return this.refusalWatch.triedIdServer(...asked);
  }

  attempted(client: Machine, address: Address): void {
    this.#reconnects.attempted(client, address);
    this.refusalWatch.attempted(client, address);
  }

  connected(connection: NewConnection): { client: EndTap; server: EndTap } | undefined {
    const { client, server, address, process } = connection;
    const serverKind = kindAt(address.port);
    if (serverKind === undefined) return undefined;
    const taps = new ConversationTap({
      sides: { client, server, serverKind, process },
      nowMs: this.nowMs,
      watches: this.#watches,
      complain: this.complain,
      patienceMs: this.#patienceMs?.(client.name),
    });
    return this.#connections?.follow(connection, taps) ?? taps;
  }

  /** The run is over: marks connections that are still open. */
  finishMarks(): void {
    this.#connections?.finish();
  }
}

function kindAt(port: number): MachineKind | undefined {
  const kinds: readonly MachineKind[] = ['tracker', 'id', 'storage'];
  return kinds.find((kind) => PORTS[kind] === port);
}
