/** Runs something after a time that can stand still for a while. */
export interface Countdown {
  /** Lets the time stand still. */
  hold(): void;
  /** Lets it go on. */
  release(): void;
  cancel(): void;
  /** Does it right away. */
  finish(): void;
}

/** Starts a countdown of `afterMs`. */
export function startCountdown(afterMs: number, run: () => void): Countdown {
  let leftMs = afterMs;
  let sinceMs = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const finish = (): void => {
    if (over) return;
    clearTimeout(timer);
    over = true;
    run();
  };
  const release = (): void => {
    if (over || timer !== undefined) return;
    sinceMs = performance.now();
    timer = setTimeout(finish, leftMs);
  };
  const hold = (): void => {
    if (over || timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    leftMs = Math.max(0, leftMs - (performance.now() - sinceMs));
  };
  release();
  return {
    hold,
    release,
    cancel() {
      hold();
      over = true;
    },
    finish,
  };
}
