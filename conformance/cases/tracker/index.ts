import type { AnyCase } from '../../runner/case.ts';
import { connections } from '../connections/index.ts';
import { TRACKER } from '../connections/question.ts';
import { beat } from './beat.ts';
import { groups } from './groups.ts';
import { join } from './join.ts';
import { restarts } from './restarts.ts';
import { route } from './route.ts';
import { saddrs } from './saddrs.ts';
import { states } from './states.ts';

export const trackerCases: readonly AnyCase[] = [
  ...connections(TRACKER),
  ...join,
  ...beat,
  ...states,
  ...groups,
  ...saddrs,
  ...route,
  ...restarts,
];
