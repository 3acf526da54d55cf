import type { AnyCase } from '../../runner/case.ts';
import { connections } from '../connections/index.ts';
import { ID } from '../connections/question.ts';
import { keys } from './keys.ts';
import { restarts } from './restarts.ts';
import { unique } from './unique.ts';

export const idCases: readonly AnyCase[] = [...connections(ID), ...unique, ...keys, ...restarts];
