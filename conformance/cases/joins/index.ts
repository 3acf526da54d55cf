import type { AnyCase } from '../../runner/case.ts';
import { beatCases } from './beat.ts';
import { idCases } from './ids.ts';
import { joinCases } from './join.ts';
import { rejoinCases } from './rejoin.ts';

/** Every case for a storage that joins: the kit is its trackers and its id servers. */
export const joinsCases: readonly AnyCase[] = [...joinCases, ...beatCases, ...rejoinCases, ...idCases];
