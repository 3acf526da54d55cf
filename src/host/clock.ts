/** Two clocks. Durations are measured by the monotonic one only. */
export interface Clock {
  /** Milliseconds since the epoch; may jump either way. */
  wallMs(): number;
  /** Milliseconds since some moment before; never goes back. */
  monotonicMs(): number;
}
