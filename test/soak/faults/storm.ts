import { setTimeout as sleep } from 'node:timers/promises';
import { Prng } from '../../../sim/prng.ts';
import type { Journal } from '../load/journal.ts';
import type { SoakSite } from '../site/soakSite.ts';
import { type Fault, type FaultKind, NotNow } from './fault.ts';
import { LINE_FAULTS } from './lines.ts';
import { PROCESS_FAULTS } from './processes.ts';
import { SERVICE_FAULTS } from './services.ts';
import { SURROUNDING_FAULTS } from './surroundings.ts';

const KINDS: readonly FaultKind[] = [...PROCESS_FAULTS, ...SERVICE_FAULTS, ...LINE_FAULTS, ...SURROUNDING_FAULTS];

/** Faults that last at a time, at most. */
const AT_ONCE_MAX = 3;
const PAUSE_MIN_MS = 200;
const PAUSE_MAX_MS = 2_500;

/** Makes things go wrong, as the seed says, until it is told to stop. */
export class Storm {
  readonly counts = new Map<string, number>();
  readonly #site: SoakSite;
  readonly #prng: Prng;
  readonly #journal: Journal;
  readonly #kinds: readonly FaultKind[];
  readonly #lasting = new Map<string, Promise<void>>();
  #failed: unknown;

  /** `say` is told of kinds of fault that cannot be had here. */
  constructor(site: SoakSite, seed: number, journal: Journal, say: (text: string) => void) {
    this.#site = site;
    this.#prng = new Prng(seed + 1);
    this.#journal = journal;
    this.#kinds = KINDS.filter((kind) => {
      const why = kind.missing(site);
      if (why !== undefined) {
        say(`SKIPPED: faults of the kind ${kind.name}: ${why}`);
        journal.note('skipped', { kind: kind.name, why });
      }
      return why === undefined;
    });
  }

  /** How many there were. */
  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Goes on until `stop` is aborted; resolves when everything has healed. Rejects when a fault could not be ended. */
  async rage(stop: AbortSignal): Promise<void> {
    while (!stop.aborted && this.#failed === undefined) {
      // Drawn whether it can be begun or not: the same seed draws the same faults.
      const kind = this.#drawKind();
      const fault = kind.draw(this.#prng, this.#site);
      if (!this.#lasting.has(fault.target)) {
        const lasting = this.#last(kind.name, fault, stop).catch((error: unknown) => {
          this.#failed ??= error;
        });
        this.#lasting.set(fault.target, lasting);
        void lasting.then(() => this.#lasting.delete(fault.target));
      }
      await pause(this.#prng.between(PAUSE_MIN_MS, PAUSE_MAX_MS), stop);
      if (this.#lasting.size >= AT_ONCE_MAX) await Promise.race(this.#lasting.values());
    }
    await Promise.all(this.#lasting.values());
    for (const line of this.#site.lines) line.heal();
    if (this.#failed !== undefined) throw this.#failed;
  }

  async #last(kind: string, fault: Fault, stop: AbortSignal): Promise<void> {
    let end: Awaited<ReturnType<Fault['begin']>>;
    const fields = { kind, target: fault.target, text: fault.text };
    try {
      end = await fault.begin();
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      this.#journal.note('fault not possible', { ...fields, why: error.message });
      return;
    }
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.#journal.note('fault', { ...fields, lastsMs: fault.lastsMs });
    await pause(fault.lastsMs, stop);
    await end();
    this.#journal.note('fault over', fields);
  }

  #drawKind(): FaultKind {
    let dice = this.#prng.below(this.#kinds.reduce((sum, { weight }) => sum + weight, 0));
    for (const kind of this.#kinds) {
      if (dice < kind.weight) return kind;
      dice -= kind.weight;
    }
    throw new Error('there are no faults');
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
