import { expect, it } from 'vitest';
import { PIECE_SIZE, Pieces } from './pieces.ts';

it('pieces come back to the next download, no two downloads get the same one, and few are kept', () => {
  const pieces = new Pieces();
  const first = [pieces.take(), pieces.take()] as const;
  expect(first[0]).not.toBe(first[1]);
  expect(first[0]).toHaveLength(PIECE_SIZE);
  pieces.giveBack(first[0]);
  expect(pieces.take()).toBe(first[0]);
  expect(pieces.take()).not.toBe(first[0]);
  const many = Array.from({ length: 200 }, () => pieces.take());
  for (const piece of many) pieces.giveBack(piece);
  const again = Array.from({ length: 200 }, () => pieces.take());
  expect(again.filter((piece) => many.includes(piece))).toHaveLength(128);
});
