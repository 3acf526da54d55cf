import { expect, it } from 'vitest';
import { median } from './statistics.ts';

it('the median is the middle value, or the mean of the two in the middle, in whatever order they come', () => {
  expect([median([3]), median([9, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([3, 2, 2.5, Number.NaN]);
});
