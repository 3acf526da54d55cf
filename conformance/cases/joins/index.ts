import type { AnyCase } from '../../runner/case.ts';

export const joinsCases: readonly AnyCase[] = [];
