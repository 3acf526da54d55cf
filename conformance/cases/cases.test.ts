import { describe, expect, it } from 'vitest';
import { statement } from '../runner/statements.ts';
import { CASES } from './index.ts';

describe('the cases', () => {
  it('have ids of their own that begin with their part', () => {
    const ids = CASES.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(CASES.filter(({ id, part }) => !id.startsWith(`${part}/`))).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+\/[a-z0-9-]+\/[a-z0-9-]+$/.test(id))).toEqual([]);
  });

  it('name statements that the specification has', () => {
    const unknown = CASES.flatMap(({ id, statements }) =>
      statements.filter((name) => statement(name) === undefined).map((name) => `${id}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});
