import type { Measurement } from '../measurement.ts';
import type { Stage } from '../stage.ts';

/** A part of the benchmark: prepares what it needs and says what is to be measured. */
export type Part = (stage: Stage) => Promise<Measurement[]>;
