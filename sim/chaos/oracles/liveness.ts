import type { Violation } from '../history.ts';
import { seconds } from './entries.ts';
import type { Observations } from './observations.ts';

/** After everything healed, what was promised happens within its time. */
export function liveness({ promised }: Observations): Violation[] {
  return promised.flatMap(({ statement, what, sinceMs, withinMs, atMs, instead, excuse }): Violation[] => {
    if (excuse !== undefined || (atMs !== undefined && atMs <= sinceMs + withinMs)) return [];
    const late = atMs === undefined ? 'it never did' : `it took until ${seconds(atMs)}`;
    const story = `Everything had healed at ${seconds(sinceMs)}; within ${seconds(withinMs)} this had to be: ${what}; ${late}${instead === undefined ? '' : ` (instead: ${instead})`}.`;
    return [{ statement, kind: 'liveness', atMs: atMs ?? sinceMs + withinMs, story, operations: [] }];
  });
}
