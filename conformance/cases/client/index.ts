import type { AnyCase } from '../../runner/case.ts';

export const clientCases: readonly AnyCase[] = [];
