import { Hardships } from '../../../sim/chaos/hardships.ts';
import type { Hurt } from './fault.ts';

/**
 * Milliseconds after the end of a fault in which a daemon may still have to do with it: what it asked for meanwhile is
 * given up after 3 s, and then it waits a moment before it tries again.
 */
export const GRACE_MS = 5_000;

/** What the daemons may have felt of the faults that there were: what their refusals are judged by. */
export class Felt {
  readonly hardships = new Hardships();

  /** Begins to hurt; the function that is returned ends that, a grace later. */
  begin(hurts: readonly Hurt[], nowMs: number): (endMs: number) => void {
    const ends = hurts.flatMap(({ daemons, hardships }) =>
      daemons.flatMap((daemon) => hardships.map((hardship) => this.hardships.begin(daemon, hardship, nowMs))),
    );
    return (endMs) => {
      for (const end of ends) end(endMs + GRACE_MS);
    };
  }

  /** Nothing ran from `fromMs` to `toMs`: answers of databases and caches came too late for everybody. */
  stalled(daemons: readonly string[], fromMs: number, toMs: number): void {
    this.begin([{ daemons, hardships: ['database', 'cache', 'standstill'] }], fromMs)(toMs);
  }
}
