import { createHash } from 'node:crypto';
import { listenToProbes } from '../../src/host/probe.ts';
import type { StepListener } from '../trace.ts';
import { ClosingLook } from './closing/closingLook.ts';
import { finalState, machineFacts } from './facts.ts';
import { guardTurn, installGuard, takeBreaches } from './guard.ts';
import type { Mark, RunReport, Violation } from './history.ts';
import { judge } from './oracles/index.ts';
import type { FinalState, Leak, Observations } from './oracles/observations.ts';
import { WireTap } from './oracles/wire/wireTap.ts';
import { patienceOf } from './patienceOf.ts';
import type { Plan } from './plan.ts';
import { Recovery } from './recovery.ts';
import { Schedule } from './schedule.ts';
import { SimSite } from './simSite.ts';
import { Workers } from './workers.ts';

/** How a run is watched. */
export interface RunOptions {
  /** Whether to keep marks for a timeline. */
  readonly marks?: boolean;
  /** Told of every event and every draw. */
  readonly onStep?: StepListener;
  /** Told after each turn of the event loop how far the run is. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** How far a run is. */
export interface RunProgress {
  readonly simulatedMs: number;
  readonly events: number;
  /** Operations that have begun, those of the closing look included. */
  readonly operations: number;
  readonly faults: number;
}

const START_MAX_MS = 60_000;
const IDLE_BEFORE_STOP_MS = 1_000;
const LET_GO_MS = 60_000;

/**
 * Runs a plan from the first process to the last: chaos, recovery, a closing look, stop. The same plan gives the same
 * report, always. One run at a time in a process: the guard and the probes are the process's own.
 */
export async function runPlan(plan: Plan, options: RunOptions = {}): Promise<RunReport> {
  installGuard();
  takeBreaches();
  const run = new Run(plan, options);
  const probes: Record<string, number> = {};
  listenToProbes((name) => {
    probes[name] = (probes[name] ?? 0) + 1;
  });
  const unhandled = (error: unknown): void => run.crashed('A promise was rejected and nobody took notice', error);
  process.on('unhandledRejection', unhandled);
  try {
    await run.site.world.run(() => run.go());
  } catch (error) {
    run.stuck(error);
  } finally {
    process.off('unhandledRejection', unhandled);
    listenToProbes(undefined);
  }
  return run.report(probes);
}

class Run {
  readonly site: SimSite;
  readonly #marks: Mark[] = [];
  readonly #violations: Violation[] = [];
  readonly #leaks: Leak[] = [];
  readonly #wire: WireTap;
  readonly #workers: Workers;
  readonly #schedule: Schedule;
  readonly #recovery: Recovery;
  readonly #closingLook: ClosingLook;
  #final: FinalState | undefined;

  constructor(plan: Plan, { marks = false, onStep, onProgress }: RunOptions) {
    this.site = new SimSite(plan, {
      mark: (mark) => {
        if (marks) this.#marks.push(mark);
      },
      onLeft: (machine, open) => {
        for (const what of open) this.#leaks.push({ machine, what });
      },
      onTurn: (running) => {
        guardTurn(running);
        if (!running) onProgress?.(this.#progress);
      },
      logLinesMax: 0,
    });
    this.#wire = new WireTap({
      nowMs: () => this.site.world.nowMs,
      checkActiveIntervalMs: plan.topology.checkActiveIntervalMs,
      patienceMs: patienceOf(plan),
      mark: marks ? (mark) => void this.#marks.push(mark) : undefined,
    });
    this.site.transit.next = this.#wire;
    this.site.world.kernel.trace.listener = onStep;
    const violated = (violation: Violation): void => void this.#violations.push(violation);
    this.#workers = new Workers(this.site, violated);
    this.#schedule = new Schedule(this.site, this.#workers, violated);
    this.#recovery = new Recovery(this.site, this.#workers);
    this.#closingLook = new ClosingLook(this.site, this.#workers, this.#recovery);
  }

  get #progress(): RunProgress {
    const { nowMs, kernel } = this.site.world;
    const { history } = this.#workers;
    return {
      ...{ simulatedMs: nowMs, events: kernel.eventCount },
      ...{ operations: history.length, faults: this.#schedule.faults },
    };
  }

  /** Marks where a part of the run begins. */
  #begins(phase: string): void {
    this.site.mark({ atMs: this.site.world.nowMs, lane: 'phases', kind: 'phase', text: phase });
  }

  async go(): Promise<void> {
    const { world, plan } = this.site;
    const machines = [...this.site.machines.values()];
    await Promise.race([Promise.all(machines.map((machine) => machine.restart())), world.sleep(START_MAX_MS)]);
    this.#begins('chaos');
    this.#schedule.start();
    await world.sleep(plan.chaosMs);
    this.#begins('healing');
    await this.#schedule.healAll();
    this.#heal();
    await this.#recovery.watch();
    this.#begins('closing look');
    await this.#closingLook.take();
    await this.#workers.ended(LET_GO_MS);
    await world.sleep(IDLE_BEFORE_STOP_MS);
    this.#begins('stop');
    await Promise.all(machines.map((machine) => machine.stop()));
    this.#final = finalState(this.site);
  }

  /** What no fault takes back: machines that are down come up, and the world itself is as it should be. */
  #heal(): void {
    const { databases, cache, world, machines } = this.site;
    world.network.heal();
    for (const database of Object.values(databases)) database.calm();
    cache.calm();
    for (const machine of machines.values()) {
      machine.host.diskFaults.clear();
      machine.host.incoming = 'accept';
      if (!machine.host.alive) void machine.restart();
    }
  }

  crashed(what: string, error: unknown): void {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#violations.push({
      ...{ statement: 'SIMULATOR', kind: 'crash', atMs: this.site.world.nowMs, operations: [] },
      story: `${what}: ${why}`,
    });
  }

  /** The run itself did not come to its end. */
  stuck(error: unknown): void {
    if (!(error instanceof Error) || error.name !== 'SimulationStuck') {
      this.crashed('The run broke off', error);
      return;
    }
    const { nowMs: atMs } = this.site.world;
    this.#violations.push({
      statement: 'CLIENT-BOUNDED',
      kind: 'liveness',
      atMs,
      story: error.message,
      operations: [],
    });
  }

  report(probes: Record<string, number>): RunReport {
    const { world, plan } = this.site;
    this.#wire.finishMarks();
    const history = this.#workers.history.toSorted((a, b) => a.index - b.index);
    const observations: Observations = {
      ...{ plan, history, machines: machineFacts(this.site) },
      ...{ final: this.#final, leaks: this.#leaks, wire: this.#wire },
      ...{ hardships: this.site.hardships, room: this.site.room },
      promised: [...this.#recovery.promised, ...this.#closingLook.promised],
    };
    for (const breach of takeBreaches()) {
      const atMs = world.nowMs;
      this.#violations.push({ statement: 'SIMULATOR', kind: 'determinism', atMs, story: breach, operations: [] });
    }
    const { violations: found, files, givenUp } = judge(observations);
    const violations = [...this.#violations, ...found].sort((a, b) => a.atMs - b.atMs);
    return {
      ...{ seed: plan.seed, hash: hashOf(world.kernel.hash, history), events: world.kernel.eventCount },
      ...{ simulatedMs: world.nowMs, history, violations, faults: this.#schedule.faults, probes },
      ...{ faultCounts: this.#schedule.faultCounts, touches: this.#wire.touches },
      ...{ files, filesGivenUp: givenUp, marks: this.#marks },
    };
  }
}

/** Eight hexadecimal digits over what happened, what was drawn, and what all clients were told. */
function hashOf(steps: number, history: RunReport['history']): string {
  return createHash('sha256')
    .update(`${steps} ${JSON.stringify(history, inOneOrder)}`)
    .digest('hex')
    .slice(0, 8);
}

/** The same plan may have its names in another order, when it was read from a file. */
function inOneOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
