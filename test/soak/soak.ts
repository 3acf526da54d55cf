import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hardships } from '../../sim/chaos/hardships.ts';
import type { Violation } from '../../sim/chaos/history.ts';
import { groupName } from '../../sim/chaos/names.ts';
import { judge } from '../../sim/chaos/oracles/index.ts';
import type { FinalState } from '../../sim/chaos/oracles/observations.ts';
import { makeServiceFolder, removeServiceFolder } from '../services/serviceFolder.ts';
import { Replacement } from './faults/replacement.ts';
import { Storm } from './faults/storm.ts';
import type { Struck } from './faults/struck.ts';
import { Crowd } from './load/crowd.ts';
import { finalState, volumesOf } from './load/finalState.ts';
import { History } from './load/history.ts';
import { Journal } from './load/journal.ts';
import { observe } from './load/observe.ts';
import { Peace } from './load/peace.ts';
import { workplaceOf } from './load/workplace.ts';
import { isOfDeployed, judgeable } from './movingOver.ts';
import type { SoakOptions } from './options.ts';
import type { DaemonReport } from './site/daemon.ts';
import { SoakSite } from './site/soakSite.ts';
import { SoakWire } from './site/soakWire.ts';
import { timeline } from './timeline.ts';

const START_MS = 120_000;
const POLL_MS = 100;
const TICK_MS = 1_000;
/** How late this process may be before others, as late, are excused for what they gave up meanwhile. */
const STALL_MS = 500;
/** Milliseconds for which clients go on after the last fault. */
const AFTERWARDS_MS = 3_000;

/** What a soak leaves behind. */
export interface SoakReport {
  readonly violations: readonly Violation[];
  readonly history: History['entries'];
  readonly struck: readonly Struck[];
  readonly final: FinalState;
  readonly files: number;
  readonly filesGivenUp: number;
}

/** Where a soak tells what it is doing. */
export interface SoakOutput {
  say(text: string): void;
  /** At any moment, as often as you like. */
  progress(phase: string, operations: number, faults: number): void;
}

/** Runs one soak; resolves to undefined when `interrupt` was aborted. Nothing of it is left then either, but its log. */
export async function soak(
  options: SoakOptions,
  output: SoakOutput,
  interrupt: AbortSignal,
): Promise<SoakReport | undefined> {
  const startMs = performance.now();
  const nowMs = (): number => performance.now() - startMs;
  const journal = new Journal(options.log, nowMs);
  journal.note('soak', { seed: options.seed, minutes: options.durationMs / 60_000, bug: options.bug });
  const folder = makeServiceFolder();
  try {
    const run = new Run(options, output, interrupt, journal, nowMs);
    return await run.all(folder);
  } finally {
    journal.close();
    removeServiceFolder(folder);
  }
}

/** What goes on while clients work. */
interface Trouble {
  readonly struck: readonly Struck[];
  /** What the daemons may have felt of it; undefined when that is not known. */
  readonly hardships: Hardships | undefined;
  /** Nothing ran on this machine for so long, up to now. */
  stalled(forMs: number): void;
  /** Goes on until it is over or `stop` is aborted. */
  rage(stop: AbortSignal): Promise<void>;
}

class Run {
  readonly #options: SoakOptions;
  readonly #output: SoakOutput;
  readonly #interrupt: AbortSignal;
  readonly #journal: Journal;
  readonly #nowMs: () => number;
  readonly #deaths: Violation[] = [];
  #phase = 'starting';

  constructor(options: SoakOptions, output: SoakOutput, interrupt: AbortSignal, journal: Journal, nowMs: () => number) {
    this.#options = options;
    this.#output = output;
    this.#interrupt = interrupt;
    this.#journal = journal;
    this.#nowMs = nowMs;
  }

  async all(folder: string): Promise<SoakReport | undefined> {
    const { seed, movesOver } = this.#options;
    const wire = new SoakWire(this.#nowMs);
    const history = new History(this.#journal, this.#nowMs);
    let storm: Trouble | undefined;
    const tell = (): void => this.#output.progress(this.#phase, history.entries.length, storm?.struck.length ?? 0);
    let toldMs = this.#nowMs();
    const ticker = setInterval(() => {
      const lateMs = this.#nowMs() - toldMs - TICK_MS;
      toldMs = this.#nowMs();
      if (lateMs >= STALL_MS) storm?.stalled(lateMs);
      tell();
    }, TICK_MS);
    try {
      const site = await SoakSite.start(folder, wire.listen, this.#daemonReport(), this.#options);
      const crowd = new Crowd(workplaceOf(site, wire, this.#nowMs), history, this.#options, this.#nowMs);
      try {
        await this.#serving(site);
        const replacement = movesOver ? new Replacement(site, this.#options, this.#journal, this.#nowMs) : undefined;
        storm = replacement ?? new Storm(site, seed, this.#journal, this.#nowMs, (text) => this.#output.say(text));
        const peace = new Peace(site, crowd, this.#nowMs, this.#interrupt);
        await this.#trouble(crowd, storm, peace);
        const healedMs = this.#nowMs();
        this.#phase = 'looking';
        await peace.look();
        await peace.watch();
        await crowd.close();
        this.#phase = 'stopping';
        await Promise.all(site.of('http').map((daemon) => daemon.stop()));
        await Promise.all(site.daemons.map((daemon) => daemon.stop()));
        if (this.#interrupt.aborted) return undefined;
        this.#phase = 'judging';
        tell();
        const { socket: _, ...access } = site.database.access;
        const final = await finalState(access, volumesOf(site), this.#nowMs());
        const machines = site.daemons.map(({ name, kind, group, port }) => ({
          ...{ name, ip: '127.0.0.1', kind: kind === 'http' ? ('client' as const) : kind, port },
          ...(group === undefined ? {} : { group: groupName(group) }),
        }));
        const { promised } = peace;
        const { hardships, struck } = storm;
        const judged = replacement === undefined ? history.entries : judgeable(history.entries, replacement);
        const seen = { seed, endMs: healedMs, machines, history: judged, wire, final, promised, hardships };
        const { violations, files, givenUp } = judge(observe(seen));
        const found = [...this.#deaths, ...violations];
        const all = replacement === undefined ? found : found.filter((each) => !isOfDeployed(each, replacement));
        for (const violation of all) this.#journal.note('violation', { ...violation });
        writeFileSync(this.#options.timeline, timeline(struck, history.entries));
        return { violations: all, history: history.entries, struck, final, files, filesGivenUp: givenUp };
      } finally {
        await crowd.close();
        await site.stop();
      }
    } finally {
      clearInterval(ticker);
    }
  }

  /** Clients at work while things go wrong, and for a while afterwards; until all is well again. */
  async #trouble(crowd: Crowd, storm: Trouble, peace: Peace): Promise<void> {
    const calm = new AbortController();
    const rest = new AbortController();
    this.#phase = 'faults';
    const work = crowd.work(AbortSignal.any([this.#interrupt, rest.signal]));
    const rage = storm.rage(AbortSignal.any([this.#interrupt, calm.signal]));
    try {
      // Whatever fails first fails the soak; what goes on meanwhile is ended all the same.
      const { durationMs, movesOver } = this.#options;
      await Promise.race([movesOver ? rage : pause(durationMs, this.#interrupt), rage, work]);
      this.#phase = 'healing';
      calm.abort();
      await rage;
      await pause(AFTERWARDS_MS, this.#interrupt);
    } finally {
      calm.abort();
      rest.abort();
      await rage.catch(() => undefined);
    }
    await peace.watch();
    if (!this.#interrupt.aborted) await work;
  }

  async #serving(site: SoakSite): Promise<void> {
    const untilMs = this.#nowMs() + START_MS;
    while (!site.daemons.every(({ isServing }) => isServing)) {
      if (this.#nowMs() > untilMs) throw new Error('the daemons did not start in time');
      if (this.#interrupt.aborted) return;
      await sleep(POLL_MS);
    }
  }

  #daemonReport(): DaemonReport {
    return {
      died: ({ name }, how) => {
        const atMs = this.#nowMs();
        const story = `${name} ${how}.`;
        this.#deaths.push({ statement: 'CONN-STOP', kind: 'crash', atMs, story, operations: [] });
        this.#journal.note('daemon died', { name, how });
      },
      couldNotStart: ({ name }, { code, stderr }) => {
        this.#journal.note('daemon could not start', { name, code, why: stderr.slice(-300) });
      },
    };
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
