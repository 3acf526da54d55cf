/** Two clocks. Durations are measured by the monotonic one only. */
export interface Clock {
  /** Milliseconds since the epoch; may jump either way. */
  wallMs(): number;
  /** Milliseconds since some moment before; never goes back. */
  monotonicMs(): number;
  /** Milliseconds by which the machine's local time is ahead of UTC at that moment of the wall clock. */
  utcOffsetMs(wallMs: number): number;
}
