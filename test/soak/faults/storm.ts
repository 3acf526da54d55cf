import { setTimeout as sleep } from 'node:timers/promises';
import type { Hardships } from '../../../sim/chaos/hardships.ts';
import { Prng } from '../../../sim/prng.ts';
import type { Journal } from '../load/journal.ts';
import type { SoakSite } from '../site/soakSite.ts';
import { type Fault, type FaultKind, NotNow } from './fault.ts';
import { Felt } from './felt.ts';
import { LINE_FAULTS } from './lines.ts';
import { PROCESS_FAULTS } from './processes.ts';
import { SERVICE_FAULTS } from './services.ts';
import type { Struck } from './struck.ts';
import { SURROUNDING_FAULTS } from './surroundings.ts';

const KINDS: readonly FaultKind[] = [...PROCESS_FAULTS, ...SERVICE_FAULTS, ...LINE_FAULTS, ...SURROUNDING_FAULTS];

/** Faults that last at a time, at most. */
const AT_ONCE_MAX = 3;
const PAUSE_MIN_MS = 200;
const PAUSE_MAX_MS = 2_500;

/** Makes things go wrong, as the seed says, until it is told to stop. */
export class Storm {
  /** In the order in which they began. */
  readonly struck: Struck[] = [];
  readonly #felt = new Felt();
  readonly #nowMs: () => number;
  readonly #site: SoakSite;
  readonly #prng: Prng;
  readonly #journal: Journal;
  readonly #kinds: readonly FaultKind[];
  readonly #lasting = new Map<string, Promise<void>>();
  #failed: unknown;

  /** `say` is told of kinds of fault that cannot be had here. */
  constructor(site: SoakSite, seed: number, journal: Journal, nowMs: () => number, say: (text: string) => void) {
    this.#nowMs = nowMs;
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

  /** What the daemons may have felt. */
  get hardships(): Hardships {
    return this.#felt.hardships;
  }

  /** This process did not get to run for so long, up to now: nor did others, perhaps. */
  stalled(forMs: number): void {
    const nowMs = this.#nowMs();
    this.#journal.note('machine stalled', { forMs: Math.round(forMs) });
    this.#felt.stalled(
      this.#site.daemons.map(({ name }) => name),
      nowMs - forMs,
      nowMs,
    );
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
    const fromMs = this.#nowMs();
    const over = this.#felt.begin(fault.hurts, fromMs);
    try {
      end = await fault.begin();
    } catch (error) {
      over(fromMs);
      if (!(error instanceof NotNow)) throw error;
      this.#journal.note('fault not possible', { ...fields, why: error.message });
      return;
    }
    const struck: Struck = { kind, text: fault.text, fromMs, untilMs: undefined };
    this.struck.push(struck);
    this.#journal.note('fault', { ...fields, lastsMs: fault.lastsMs });
    await pause(fault.lastsMs, stop);
    await end();
    struck.untilMs = this.#nowMs();
    void (fault.gone?.() ?? Promise.resolve()).then(() => over(this.#nowMs()));
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
