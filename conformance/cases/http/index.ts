import type { AnyCase } from '../../runner/case.ts';
import { connections } from './connections.ts';
import { content } from './content.ts';
import { files } from './files.ts';
import { ranges } from './ranges.ts';
import { validators } from './validators.ts';

export const httpCases: readonly AnyCase[] = [...files, ...ranges, ...validators, ...content, ...connections];
