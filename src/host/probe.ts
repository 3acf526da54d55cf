/** Told of every probe that is passed; undefined outside the simulator. */
let listener: ((name: string) => void) | undefined;

/**
 * Marks a place that must be passed sometimes: a rare branch that a simulation which never takes it has not tested.
 * Costs a comparison when nobody listens.
 */
export function sometimes(name: string): void {
  if (listener !== undefined) listener(name);
}

/** Lets the simulator hear of probes; undefined ends that. */
export function listenToProbes(hear: ((name: string) => void) | undefined): void {
  listener = hear;
}
