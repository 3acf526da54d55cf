import type { AnyCase } from '../../runner/case.ts';
import { beat } from './beat.ts';
import { groups } from './groups.ts';
import { join } from './join.ts';
import { route } from './route.ts';
import { saddrs } from './saddrs.ts';
import { states } from './states.ts';

export const trackerCases: readonly AnyCase[] = [...join, ...beat, ...states, ...groups, ...saddrs, ...route];
