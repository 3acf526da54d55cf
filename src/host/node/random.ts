import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../random.ts';

/** The system's randomness, fit for secrets. */
export const nodeRandom: Random = {
  below: (bound) => randomInt(bound),
  bytes: (count) => randomBytes(count),
};
