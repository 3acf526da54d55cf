import type { AnyCase } from '../../runner/case.ts';
import { files } from './files.ts';

export const httpCases: readonly AnyCase[] = [...files];
