import type { AnyCase } from '../runner/case.ts';
import { clientCases } from './client/index.ts';
import { httpCases } from './http/index.ts';
import { idCases } from './id/index.ts';
import { joinsCases } from './joins/index.ts';
import { storageCases } from './storage/index.ts';
import { trackerCases } from './tracker/index.ts';

/** Every case there is, part by part. */
export const CASES: readonly AnyCase[] = [
  ...trackerCases,
  ...idCases,
  ...storageCases,
  ...httpCases,
  ...joinsCases,
  ...clientCases,
];
