import type { AnyCase } from '../../runner/case.ts';
import { keys } from './keys.ts';
import { unique } from './unique.ts';

export const idCases: readonly AnyCase[] = [...unique, ...keys];
