import type { Violation } from '../history.ts';
import { pausedClients } from '../plan.ts';
import { describe, seconds } from './entries.ts';
import type { Observations } from './observations.ts';

/** A millisecond for what has no duration in the simulation. */
const SLACK_MS = 1;

/** No operation lasts longer than its client is patient with all the servers it may ask. Spec: CLIENT-BOUNDED. */
export function bounded({ plan, history }: Observations): Violation[] {
  const standstills = pausedClients(plan);
  return history.flatMap((entry): Violation[] => {
    const { index, startMs, endMs, limitMs, operation } = entry;
    if (endMs === undefined || limitMs === undefined || endMs - startMs <= limitMs + SLACK_MS) return [];
    // A process that stands still cannot give up in time.
    if (standstills.has(operation.client)) return [];
    const story = `${describe(entry)} lasted ${seconds(endMs - startMs)}; after ${seconds(limitMs)} its client had to give up.`;
    return [{ statement: 'CLIENT-BOUNDED', kind: 'liveness', atMs: endMs, story, operations: [index] }];
  });
}
