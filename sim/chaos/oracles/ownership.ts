import type { Violation } from '../history.ts';
import { describe } from './entries.ts';
import type { Observations } from './observations.ts';

/** Nobody gets at a file in the name of another application or user. Spec: READ-OWNER. */
export function ownership({ history }: Observations): Violation[] {
  return history.flatMap((entry): Violation[] => {
    if (entry.operation.kind !== 'trespass' || entry.end?.outcome !== 'ok') return [];
    const command = entry.end.value.text ?? 'a request';
    const story = `${describe(entry)}: ${command} for a file in the name of another ${entry.operation.as} succeeded.`;
    return [{ statement: 'READ-OWNER', kind: 'safety', atMs: entry.endMs ?? 0, story, operations: [entry.index] }];
  });
}
