import type { Prng } from '../../prng.ts';
import type { FileNumber, Operation } from '../plan.ts';

interface Stored extends FileNumber {
  readonly size: number;
}

const CHANCE_OF_RANGE = 0.5;

/**
 * The same operations, in the order of time, but more of them are about something: of those on files that nobody has
 * uploaded by then some are on one that somebody has, and some downloads are of a part that it may have. How many is
 * drawn.
 */
export function acquainted(prng: Prng, operations: readonly Operation[]): Operation[] {
  const chance = prng.chance(0.7) ? prng.within(0.2, 1) : 0;
  const stored = new Map<string, Stored>();
  const all: Stored[] = [];
  return operations.map((operation) => {
    if (!('file' in operation)) return operation;
    const key = `${operation.user} ${operation.file}`;
    if (operation.kind === 'upload' && !stored.has(key)) {
      stored.set(key, operation);
      all.push(operation);
    }
    if (operation.kind === 'upload' || operation.kind === 'cutUpload' || !prng.chance(chance)) return operation;
    const about = stored.get(key) ?? all[prng.below(Math.max(1, all.length))];
    if (about === undefined) return operation;
    const { user, file, size } = about;
    if (operation.kind !== 'download' || !prng.chance(CHANCE_OF_RANGE)) return { ...operation, user, file };
    const offset = prng.below(size + 1);
    return { ...operation, user, file, offset, size: prng.chance(0.5) ? 0 : prng.below(size - offset + 1) };
  });
}
