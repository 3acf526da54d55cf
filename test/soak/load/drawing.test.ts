import { describe, expect, it } from 'vitest';
import { Prng } from '../../../sim/prng.ts';
import { Drawing } from './drawing.ts';

function drawn(seed: number, count: number): string[] {
  const drawing = new Drawing(new Prng(seed));
  return Array.from({ length: count }, (_, at) => JSON.stringify(drawing.next(at * 20, at % 4)));
}

describe('what clients do', () => {
  it('is the same for the same seed', () => {
    expect(drawn(3, 500)).toEqual(drawn(3, 500));
    expect(drawn(3, 500)).not.toEqual(drawn(4, 500));
  });

  it('is everything there is, and never two uploads with the same content', () => {
    const operations = drawn(5, 2_000).map((text) => JSON.parse(text) as { kind: string; content?: number });
    expect([...new Set(operations.map(({ kind }) => kind))].sort()).toEqual(
      ['delete', 'download', 'filesize', 'groups', 'ids', 'locate', 'trespass', 'upload'].sort(),
    );
    const contents = operations.flatMap(({ content }) => content ?? []);
    expect(new Set(contents).size).toBe(contents.length);
  });
});
