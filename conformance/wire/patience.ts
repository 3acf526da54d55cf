/** How often a wait looks at the clock. */
const LOOK_MS = 100;
/** What counts at most between two looks: a process that was late for the second one stood still meanwhile. */
const COUNTED_MAX_MS = 2 * LOOK_MS;
/** Turns of sockets: Node accepts one connection a turn, cases open dozens at once, and each has to be read then. */
const TURNS = 100;

/**
 * How long something may still take, counted only while somebody waits and this process runs: one that is stopped, or
 * kept from its processor, could not have heard what came. Several waits, one after another, may share it.
 */
export class Patience {
  #leftMs: number;

  constructor(ms: number) {
    this.#leftMs = ms;
  }

  get isOver(): boolean {
    return this.#leftMs <= 0;
  }

  /** Counts until it is over, and then calls `onOver`, when sockets had their turns; gives what stops it. */
  count(onOver: () => void): () => void {
    let sinceMs = performance.now();
    let timer: NodeJS.Timeout;
    let turn: NodeJS.Immediate | undefined;
    const spend = (): void => {
      const nowMs = performance.now();
      this.#leftMs -= Math.min(nowMs - sinceMs, COUNTED_MAX_MS);
      sinceMs = nowMs;
    };
    const look = (): void => {
      spend();
      if (this.isOver) letTurnsPass(TURNS);
      else wait();
    };
    const letTurnsPass = (turns: number): void => {
      turn = setImmediate(turns === 1 ? onOver : () => letTurnsPass(turns - 1));
    };
    const wait = (): void => {
      timer = setTimeout(look, Math.max(0, Math.min(LOOK_MS, this.#leftMs)));
    };
    wait();
    return () => {
      clearTimeout(timer);
      clearImmediate(turn);
      spend();
    };
  }
}

/** Resolves after `ms` in which this process ran, when sockets had their turns. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void new Patience(ms).count(resolve));
}
