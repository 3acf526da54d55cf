/** Whether a process is alive. What a dead process waits for never comes: its code stops where it is. */
export interface Life {
  readonly alive: boolean;
  /** Resolved while the process is alive, never settling once it is dead. */
  readonly going: Promise<void>;
  /** Runs a step of the process: now, when it goes on if it stands still, never when it is dead. */
  step(run: () => void): void;
}
