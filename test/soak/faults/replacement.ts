import { setTimeout as sleep } from 'node:timers/promises';
import { Prng } from '../../../sim/prng.ts';
import type { Journal } from '../load/journal.ts';
import type { Departures } from '../movingOver.ts';
import type { SoakOptions } from '../options.ts';
import type { SoakSite } from '../site/soakSite.ts';
import type { Struck } from './struck.ts';

const POLL_MS = 100;
const ORDER = ['id', 'tracker', 'storage'] as const;

/** Replaces deployed daemons by ours, one after the other, in the order that spec/moving-over.md gives. Spec: MIX-ROLLING. */
export class Replacement implements Departures {
  readonly goneMs = new Map<string, number>();
  lastSeconds = 0;
  readonly struck: Struck[] = [];
  /** What deployed daemons and their neighbours felt, nobody knows. */
  readonly hardships = undefined;
  readonly #site: SoakSite;
  readonly #prng: Prng;
  readonly #pauseMs: number;
  readonly #journal: Journal;
  readonly #nowMs: () => number;

  constructor(site: SoakSite, { seed, durationMs }: SoakOptions, journal: Journal, nowMs: () => number) {
    this.#site = site;
    this.#prng = new Prng(seed + 1);
    this.#journal = journal;
    this.#nowMs = nowMs;
    const daemons = ORDER.flatMap((kind) => site.of(kind));
    this.#pauseMs = durationMs / (daemons.length + 1);
  }

  /** Nothing is judged by it. */
  stalled(): void {}

  /** Resolves when all are replaced and a while has passed, or when `stop` is aborted. */
  async rage(stop: AbortSignal): Promise<void> {
    for (const daemon of ORDER.flatMap((kind) => this.#site.of(kind))) {
      await pause(this.#pauseMs, stop);
      if (stop.aborted) return;
      const how = this.#prng.chance(0.5) ? 'kill' : 'restart';
      this.#journal.note('replacement', { name: daemon.name, how });
      const fromMs = this.#nowMs();
      await daemon.replace(how);
      this.goneMs.set(daemon.name, this.#nowMs());
      this.lastSeconds = Math.floor(Date.now() / 1000);
      const kind = `${daemon.kind}, ${how === 'kill' ? 'killed' : 'stopped'}`;
      const struck: Struck = { kind, text: `${daemon.name} is replaced`, fromMs, untilMs: undefined };
      this.struck.push(struck);
      while (!daemon.isServing && !stop.aborted) await pause(POLL_MS, stop);
      struck.untilMs = this.#nowMs();
    }
    await pause(this.#pauseMs, stop);
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
