import { describe, expect, it } from 'vitest';
import { consequences } from './consequences.ts';
import { CaseFailure } from './failure.ts';
import type { Result } from './verdict.ts';

/** A case that failed: what it is about, and what it says is broken. */
function failed(id: string, statements: string[], broken: { statement?: string; step?: string }): Result {
  const failure = new CaseFailure({ axis: 'said', message: 'wrong', ...broken });
  const facts = { part: 'id', title: '', rank: 'MUST', said: 'wrong', ended: 'ok' } as const;
  return { ...facts, id, statements, verdict: 'fail', failure, findings: [], notes: [], transcripts: [], ms: 0 };
}

describe('consequences', () => {
  const reasons = (...results: Result[]) => [...consequences(results)].map(([{ id }, why]) => [id, why]);

  it('are failures of a statement that another failed case names', () => {
    const cause = failed('id/a/failure', ['WIRE-FAILURE'], { statement: 'WIRE-FAILURE' });
    const other = failed('id/a/empty', ['ID-KEY'], { statement: 'WIRE-FAILURE' });
    expect(reasons(cause, other)).toEqual([['id/a/empty', 'blocked: WIRE-FAILURE is broken, see id/a/failure']]);
  });

  it('are failures of a step by which the case that judges it fails too', () => {
    const cause = failed('id/unique/first', ['ID-FIRST'], { step: 'unique/first' });
    const other = failed('id/unique/many', ['ID-UNIQUE'], { step: 'unique/first' });
    expect(reasons(other, cause)).toEqual([['id/unique/many', 'blocked: id/unique/first fails already']]);
  });

  it('are none when nobody reports the cause', () => {
    const other = failed('id/a/empty', ['ID-KEY'], { statement: 'WIRE-FAILURE' });
    const elsewhere = failed('id/unique/first', ['ID-FIRST'], { statement: 'ID-FIRST' });
    const step = failed('id/unique/many', ['ID-UNIQUE'], { step: 'unique/first' });
    expect(reasons(other, elsewhere, step)).toEqual([]);
  });

  it('never leave a chain without a case that reports it', () => {
    const first = failed('id/unique/first', ['ID-FIRST'], { step: 'unique/first', statement: 'CONN-ORDER' });
    const order = failed('id/a/order', ['CONN-ORDER'], { step: 'unique/first', statement: 'CONN-ORDER' });
    expect(reasons(first, order)).toEqual([['id/a/order', 'blocked: id/unique/first fails already']]);
  });
});
