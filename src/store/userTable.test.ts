import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './sharedDatabase.contract.ts';
import { userTable } from './userTable.ts';

describe('the table of a user', () => {
  // Spec: DB-USER-TABLE
  it.each([
    ['tnv001', 2],
    ['tnv002', 3],
    ['user-3', 1],
    ['alice', 2],
    ['bob', 3],
    ['张三', 1],
    ['李四', 1],
    ['über', 2],
  ])('of %s is the one a deployed system uses, %d', (userid, table) => {
    expect(userTable(userid)).toBe(table);
  });

  it('is always one of three', () => {
    fc.assert(fc.property(anyText(255), (userid) => [1, 2, 3].includes(userTable(userid))));
  });

  it('spreads users over all three', () => {
    const tables = Array.from({ length: 3000 }, (_, i) => userTable(`tnv${i}`));
    for (const table of [1, 2, 3]) expect(tables.filter((t) => t === table).length).toBeGreaterThan(800);
  });
});
