import type { RunReport, Violation } from './history.ts';
import type { Plan } from './plan.ts';
import { type RunOptions, runPlan } from './run.ts';

/** Where two runs of one plan parted. */
export interface Divergence {
  /** Number of the first step, an event or a draw, that was not the same; counted from 0. */
  readonly step: number;
  readonly kind: 'event' | 'draw';
  /** What it was the first time and the second; undefined where that run had ended. */
  readonly first: number | undefined;
  readonly second: number | undefined;
  /** Who took the second run's step, innermost call first. */
  readonly stack: string;
}

/** Steps of a run, kept in blocks of integers. */
class StepList {
  readonly #blocks: Int32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(kind: 'event' | 'draw', value: number): void {
    const block = this.#blocks[this.#length >> BLOCK_BITS] ?? new Int32Array(BLOCK_SIZE);
    this.#blocks[this.#length >> BLOCK_BITS] = block;
    block[this.#length++ & (BLOCK_SIZE - 1)] = code(kind, value);
  }

  at(index: number): number | undefined {
    return index < this.#length ? this.#blocks[index >> BLOCK_BITS]?.[index & (BLOCK_SIZE - 1)] : undefined;
  }
}

const BLOCK_BITS = 16;
const BLOCK_SIZE = 2 ** BLOCK_BITS;

/** Runs a plan twice. Resolves to the first difference, undefined when there is none, and the first run's report. */
export async function compareRuns(
  plan: Plan,
  options: Pick<RunOptions, 'marks' | 'onProgress'> = {},
): Promise<{ report: RunReport; divergence: Divergence | undefined }> {
  const steps = new StepList();
  const report = await runPlan(plan, { ...options, onStep: (kind, value) => steps.push(kind, value) });
  let count = 0;
  let divergence: Divergence | undefined;
  const again = await runPlan(plan, {
    ...options,
    onStep: (kind, value) => {
      const step = count++;
      const first = steps.at(step);
      if (divergence !== undefined || first === code(kind, value)) return;
      divergence = { step, kind, first, second: code(kind, value), stack: new Error().stack ?? '' };
    },
  });
  if (divergence === undefined && (count < steps.length || again.hash !== report.hash)) {
    // The same steps with another hash: clients were told something else.
    divergence = { step: count, kind: 'event', first: steps.at(count), second: undefined, stack: '' };
  }
  return { report, divergence };
}

/** Two runs of one plan that differ, as a violation. */
export function divergenceViolation({ step, kind, first, second, stack }: Divergence): Violation {
  return {
    ...{ statement: 'SIMULATOR', kind: 'determinism', atMs: 0, operations: [] },
    story: `The same plan gave another run: step ${step}, a ${kind}, was ${first} first and ${second} then. ${stack}`,
  };
}

/** Events and draws are told apart by the last bit. */
function code(kind: 'event' | 'draw', value: number): number {
  return (value << 1) | (kind === 'event' ? 1 : 0) | 0;
}
