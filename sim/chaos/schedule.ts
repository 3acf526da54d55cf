import { applyFault } from './faults/index.ts';
import { addFaults, type FaultCounts } from './felt/faultCounts.ts';
import { witnessOf } from './felt/witness.ts';
import type { Violation } from './history.ts';
import type { Fault, Operation } from './plan.ts';
import type { SimSite } from './simSite.ts';
import type { Heal } from './site.ts';
import type { Workers } from './workers.ts';

/** Lets the operations and the faults of a plan happen when they are due. */
export class Schedule {
  readonly #site: SimSite;
  readonly #workers: Workers;
  readonly #violated: (violation: Violation) => void;
  readonly #heals = new Set<() => Promise<void>>();
  #faults = 0;
  #over = false;
  /** Faults that are over, and those felt among them. */
  readonly faultCounts: FaultCounts = {};

  constructor(site: SimSite, workers: Workers, violated: (violation: Violation) => void) {
    this.#site = site;
    this.#workers = workers;
    this.#violated = violated;
  }

  /** Faults that have happened. */
  get faults(): number {
    return this.#faults;
  }

  /** Counts from now. */
  start(): void {
    const { kernel } = this.#site.world;
    const { operations, faults } = this.#site.plan;
    const due = operations.map((operation, index) => ({ index, operation }));
    this.#operate(due.sort((a, b) => a.operation.atMs - b.operation.atMs).values(), kernel.nowMs);
    for (const fault of faults) kernel.schedule(fault.atMs, () => this.#begin(fault));
  }

  /** Lets the next operation happen, and then those after it: the queue of events stays small. */
  #operate(due: Iterator<{ readonly index: number; readonly operation: Operation }>, startMs: number): void {
    const next = due.next();
    if (next.done === true) return;
    const { kernel } = this.#site.world;
    const { index, operation } = next.value;
    kernel.schedule(startMs + operation.atMs - kernel.nowMs, () => {
      this.#operate(due, startMs);
      void this.#workers.perform(index, operation);
    });
  }

  /** Takes all faults back that still last; no other begins. */
  async healAll(): Promise<void> {
    this.#over = true;
    await Promise.all([...this.#heals].map((heal) => heal()));
  }

  #begin(fault: Fault): void {
    if (this.#over) return;
    const { world } = this.#site;
    this.#faults++;
    this.#site.mark({
      ...{ atMs: world.nowMs, untilMs: world.nowMs + fault.lastsMs, lane: laneOf(this.#site, fault), kind: 'fault' },
      text: describeFault(fault),
    });
    const witness = witnessOf(this.#site, fault);
    const undo = this.#guarded(fault, () => applyFault(this.#site, fault));
    if (undo === undefined) return;
    const heal = async (): Promise<void> => {
      if (!this.#heals.delete(heal)) return;
      witness.end();
      addFaults(this.faultCounts, fault.kind, { made: 1, felt: witness.felt ? 1 : 0 });
      try {
        await undo();
      } catch (error) {
        this.#crashed(fault, error);
      }
    };
    this.#heals.add(heal);
    world.kernel.schedule(fault.lastsMs, () => void heal());
  }

  #guarded(fault: Fault, apply: () => Heal): Heal | undefined {
    try {
      return apply();
    } catch (error) {
      this.#crashed(fault, error);
      return undefined;
    }
  }

  #crashed(fault: Fault, error: unknown): void {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#violated({
      ...{ statement: 'SIMULATOR', kind: 'crash', atMs: this.#site.world.nowMs, operations: [] },
      story: `The fault ${describeFault(fault)} could not be made or taken back: ${why}`,
    });
  }
}

/** A fault in a few words. */
export function describeFault({ atMs: _, lastsMs: __, kind, ...rest }: Fault): string {
  return `${kind} ${JSON.stringify(rest)}`;
}

function laneOf(site: SimSite, fault: Fault): string {
  if (fault.kind === 'database') return `database ${fault.database}`;
  if (fault.kind === 'cache') return 'cache';
  if ('target' in fault) return site.pick(fault.target).name;
  return fault.kind === 'partition' ? site.pick(fault.from).name : 'site';
}
