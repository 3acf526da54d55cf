import type { AnyCase } from '../../runner/case.ts';
import { groups } from './groups.ts';

export const trackerCases: readonly AnyCase[] = [...groups];
