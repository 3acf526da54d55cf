/** Runs the simulator for viewers; a program of its own does, so that the gateway goes on serving. */
export interface Simulator {
  /**
   * The page with the timeline of the short run of a seed: the same each time. Ends what is under way, and rejects with the
   * signal's reason, when that comes first. Rejects with an error when there is no page in the time that a run may take.
   */
  timeline(seed: number, signal: AbortSignal): Promise<Buffer>;
}
