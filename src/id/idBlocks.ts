import type { Host } from '../host/host.ts';
import type { Log } from '../host/log.ts';
import type { Counter } from '../host/meter.ts';
import { sometimes } from '../host/probe.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { quote } from '../protocol/quote.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { type IdStore, IdsUsedUp } from '../store/idStore.ts';
import { StoreError } from '../store/storeError.ts';

/** Blocks asked for in a row while the database's answers are lost. */
const TRIES_MAX = 3;

/** What is in memory of one key. */
interface KeyState {
  readonly key: string;
  /** The next id to hand out; there is none when it has reached `end`. */
  next: bigint;
  /** End of the highest block this process has had: no later block may begin below it. */
  end: bigint;
  /** The block that is being taken from the database; everybody who needs one waits for the same. */
  taking: Promise<void> | undefined;
}

/** How an id server keeps its blocks. */
export interface IdBlocksConfig {
  /** Ids in a block. */
  readonly maxStep: number;
  /** Keys kept in memory. */
  readonly keysMax: number;
}

/**
 * The ids of all keys: steps in the database, increments in memory. No id is handed out twice, whatever becomes of
 * this process, of its database or of an answer; ids may be skipped. Spec: ID-UNIQUE, ID-BLOCKS, ID-FORWARD.
 */
export class IdBlocks {
  readonly #ids: IdStore;
  readonly #config: IdBlocksConfig;
  readonly #log: Log;
  readonly #blocks: Counter;
  /** The key used longest ago first. */
  readonly #keys = new Map<string, KeyState>();
  /** The key used last, if it was not forgotten. */
  #newest: KeyState | undefined;

  constructor(ids: IdStore, config: IdBlocksConfig, host: Pick<Host, 'log' | 'meter'>) {
    this.#ids = ids;
    this.#config = config;
    this.#log = host.log;
    this.#blocks = host.meter.counter({
      name: 'tnv_id_blocks_total',
      help: 'Blocks of ids asked of the database: taken, lost with their answer, or failed.',
      labels: ['outcome'],
    });
  }

  /**
   * An id of `key` that nobody had before: at once from memory, or after a step in the database.
   * Throws or rejects with a `StoreError`, or with a `TnvError` 503 when too many keys wait for the database and 507
   * when the ids of the key are used up. Spec: ID-EXHAUSTED, ID-UNAVAILABLE.
   */
  next(key: string): bigint | Promise<bigint> {
    const state = this.#stateOf(key);
    return state.next < state.end ? state.next++ : this.#nextOfNewBlock(state);
  }

  async #nextOfNewBlock(state: KeyState): Promise<bigint> {
    while (state.next >= state.end) {
      if (state.taking !== undefined) sometimes('id.blockShared');
      state.taking ??= this.#take(state).finally(() => {
        state.taking = undefined;
      });
      await state.taking;
    }
    return state.next++;
  }

  /** Takes the next block; one whose answer was lost is never used, nor asked about. Spec: ID-SKIP, DB-UNKNOWN. */
  async #take(state: KeyState): Promise<void> {
    const { maxStep } = this.#config;
    for (let tries = 1; ; tries++) {
      try {
        const { first, end } = await this.#ids.takeBlock(state.key, maxStep, state.end);
        if (first < state.end || end <= first) {
          throw new Error(`the database gave ids ${first} to ${end} of key ${quote(state.key)} below ${state.end}`);
        }
        state.next = first;
        state.end = end;
        this.#blocks.add(['taken']);
        return;
      } catch (error) {
        if (error instanceof IdsUsedUp) throw new TnvError(ErrorNumber.noSpace, error.message, { cause: error });
        const lost = error instanceof StoreError && error.outcome === 'unknown';
        this.#blocks.add([lost ? 'lost' : 'failed']);
        if (!lost || tries === TRIES_MAX) throw error;
        sometimes('id.blockLost');
        this.#log.warn('id block lost', { key: state.key, why: error.message });
      }
    }
  }

  #stateOf(key: string): KeyState {
    if (this.#newest?.key === key) return this.#newest;
    let state = this.#keys.get(key);
    if (state === undefined) {
      if (this.#keys.size >= this.#config.keysMax) this.#forgetOne();
      state = { key, next: 0n, end: 0n, taking: undefined };
    } else {
      this.#keys.delete(key);
    }
    this.#keys.set(key, state);
    this.#newest = state;
    return state;
  }

  /** How many keys are in memory. */
  get keyCount(): number {
    return this.#keys.size;
  }

  /** Forgets the key used longest ago; not one whose block is coming, somebody waits for it. Spec: ID-SKIP. */
  #forgetOne(): void {
    for (const state of this.#keys.values()) {
      if (state.taking === undefined) {
        this.#keys.delete(state.key);
        if (state === this.#newest) this.#newest = undefined;
        return;
      }
    }
    throw new TnvError(ErrorNumber.unavailable, 'too many keys wait for the database');
  }
}
