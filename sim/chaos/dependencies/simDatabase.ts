import { StoreError } from '../../../src/store/storeError.ts';
import type { SimHost } from '../../host/simHost.ts';
import type { Prng } from '../../prng.ts';
import type { World } from '../../world.ts';
import type { DatabaseTrouble } from '../plan.ts';
import type { Database } from '../site.ts';
import { type Fate, Line } from './line.ts';
import { type HitListener, Troubles } from './troubles.ts';

/** Runs the statements of one process. Methods reject with a `StoreError`. */
export interface Statements {
  /** A statement that changes nothing. */
  read<T>(what: string, effect: () => Promise<T>): Promise<T>;
  /** A statement that may change something; after a lost answer the outcome is `unknown`. */
  change<T>(what: string, effect: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const ONE_WAY_MS = [0.1, 1] as const;
/** Milliseconds that a node which lags lets a statement wait before it refuses it. */
const LAG_MAX_MS = 10_000;
/** How many of the changes that a lost quorum hits are at their COMMIT. */
const AT_COMMIT = 0.1;
/** Milliseconds after which a daemon gives up waiting for an answer. */
const RW_TIMEOUT_MS = 30_000;

/** A database server with its troubles; what it holds never breaks. */
export class SimDatabase<Store> implements Database<Store> {
  readonly #world: World;
  readonly #prng: Prng;
  readonly #open: (statements: Statements) => Store;
  readonly #troubles = new Troubles<DatabaseTrouble>();
  readonly #unheard: string[] = [];
  readonly #tardy: string[] = [];
  readonly #felt: (machine: string) => void;

  /**
   * `open` makes the store that speaks through the connections of one process. `felt` is told of a machine whose
   * process hears of a failure.
   */
  constructor(world: World, open: (statements: Statements) => Store, felt: (machine: string) => void = () => {}) {
    this.#world = world;
    this.#prng = world.prng.fork();
    this.#open = open;
    this.#felt = felt;
  }

  /** Changes that were made though whoever asked for them heard of a failure, or nothing; oldest first. */
  get unheard(): readonly string[] {
    return this.#unheard;
  }

  /** Those of them that were made when nobody had to reckon with them any more. */
  get tardy(): readonly string[] {
    return this.#tardy;
  }

  trouble(how: DatabaseTrouble, rate: number, latencyMs: number, machine?: string): () => void {
    return this.#troubles.begin(how, rate, latencyMs, machine);
  }

  onHit(listener: HitListener<DatabaseTrouble>): () => void {
    return this.#troubles.onHit(listener);
  }

  calm(how?: DatabaseTrouble): void {
    this.#troubles.calm(how);
  }

  connect(host: SimHost): Store {
    const { kernel } = this.#world;
    const closedError = (): Error => new StoreError('failed', 'the connections to the database are closed');
    const { hostname } = host;
    const failed = (): void => this.#felt(hostname);
    const parts = { kernel, prng: this.#prng, host, closedError, failed };
    const reads = new Line({ ...parts, unheard: () => {}, tardy: () => {} });
    const changes = new Line({
      ...parts,
      unheard: (what) => this.#unheard.push(what),
      tardy: (what) => this.#tardy.push(what),
    });
    return this.#open({
      read: (what, effect) => reads.ask(what, this.#fate(hostname, 'failed'), effect),
      change: (what, effect) => changes.ask(what, this.#fate(hostname, 'unknown'), effect),
      close: async () => {
        await Promise.all([reads.close(), changes.close()]);
      },
    });
  }

  #fate(machine: string, lost: 'failed' | 'unknown'): Fate {
    const away = this.#hit('away', machine);
    if (away !== undefined) return this.#refused(lost, 'the server has gone away', this.#wayMs() + this.#upTo(away));
    const lostQuorum = this.#hit('lostQuorum', machine);
    if (lostQuorum !== undefined) return this.#withoutQuorum(lost, this.#upTo(lostQuorum));
    const beaten = this.#hit('certificationFailure', machine);
    const [wayMs, backMs] = [this.#wayMs() + this.#upTo(this.#hit('slow', machine)), this.#wayMs()];
    if (beaten !== undefined) return this.#refused(lost, 'another was first', wayMs + this.#upTo(beaten));
    const lagMs = this.#upTo(this.#hit('laggingNode', machine));
    if (lagMs > LAG_MAX_MS) return this.#refused(lost, 'the node lags', wayMs + LAG_MAX_MS);
    const thereMs = wayMs + lagMs;
    const lostBefore = this.#hit('lostBefore', machine);
    if (lostBefore !== undefined) return this.#lost(lost, undefined, thereMs + this.#upTo(lostBefore));
    const lostAfter = this.#hit('lostAfter', machine);
    if (lostAfter !== undefined) return this.#lost(lost, thereMs, thereMs + backMs + this.#upTo(lostAfter));
    const late = this.#hit('late', machine);
    if (late !== undefined) {
      // The loss may be noticed at once, or in time; mostly the statement takes effect soon afterwards.
      const noticedMs = thereMs + (this.#prng.chance(0.5) ? this.#upTo(late) : 0);
      return this.#lost(
        lost,
        Math.min(noticedMs, RW_TIMEOUT_MS) + this.#prng.magnitude(1, late.latencyMs + 1),
        noticedMs,
      );
    }
    const answerMs = thereMs + backMs;
    if (answerMs > RW_TIMEOUT_MS) return this.#lost(lost, thereMs, RW_TIMEOUT_MS);
    return { effectMs: thereMs, answerMs, error: undefined };
  }

  /** Refused at once; a change at its COMMIT waits, and nobody says whether the others have it. */
  #withoutQuorum(lost: 'failed' | 'unknown', waitMs: number): Fate {
    const thereMs = this.#wayMs();
    if (lost === 'failed' || !this.#prng.chance(AT_COMMIT))
      return this.#refused(lost, 'the node has no quorum', thereMs + this.#wayMs());
    return this.#lost(lost, this.#prng.chance(0.5) ? thereMs : undefined, thereMs + waitMs);
  }

  #refused(lost: 'failed' | 'unknown', why: string, answerMs: number): Fate {
    if (answerMs > RW_TIMEOUT_MS) return this.#lost(lost, undefined, RW_TIMEOUT_MS);
    return { effectMs: undefined, answerMs, error: new StoreError('failed', `injected: ${why}`) };
  }

  #lost(outcome: 'failed' | 'unknown', effectMs: number | undefined, noticedMs: number): Fate {
    const answerMs = Math.min(noticedMs, RW_TIMEOUT_MS);
    return { effectMs, answerMs, error: new StoreError(outcome, 'injected: the connection was lost') };
  }

  /** The trouble of a kind, if it hits the statement that is about to be run. */
  #hit(kind: DatabaseTrouble, machine: string): { readonly latencyMs: number } | undefined {
    return this.#troubles.hit(kind, machine, this.#prng);
  }

  #upTo(trouble: { readonly latencyMs: number } | undefined): number {
    return trouble === undefined ? 0 : this.#prng.within(0, trouble.latencyMs);
  }

  #wayMs(): number {
    return this.#prng.within(...ONE_WAY_MS);
  }
}
