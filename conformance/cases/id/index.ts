import type { AnyCase } from '../../runner/case.ts';
import { first } from './first.ts';

export const idCases: readonly AnyCase[] = [...first];
