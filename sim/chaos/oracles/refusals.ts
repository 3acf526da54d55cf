import type { Violation } from '../history.ts';
import { describe } from './entries.ts';
import type { Observations } from './observations.ts';

/** What a server says of a request that is malformed, too large, or of an application nobody knows. */
const NEVER_DESERVED = new Set([400, 403, 413]);

/** Our clients' requests are well-formed, of known applications: they are not refused as if they were not. Spec: ERR-NUMBERS. */
export function refusals({ history }: Observations): Violation[] {
  return history.flatMap((entry): Violation[] => {
    if (entry.end?.outcome !== 'refused' || !NEVER_DESERVED.has(entry.end.errorNumber)) return [];
    const story = `${describe(entry)} was refused although it is a proper request: ${entry.end.why}`;
    return [{ statement: 'ERR-NUMBERS', kind: 'safety', atMs: entry.endMs ?? 0, story, operations: [entry.index] }];
  });
}
