import type { AnyCase } from '../../runner/case.ts';
import { download } from './download.ts';

export const storageCases: readonly AnyCase[] = [...download];
