import { describe, expect, it } from 'vitest';
import { statementsOf } from '../../scripts/spec/statements.ts';
import { caseChecks, kitCases } from '../../scripts/trace/cases.ts';
import { KINDS, together } from '../../scripts/trace/check.ts';
import { oraclesIn } from '../../scripts/trace/oracles.ts';
import { traceTable } from '../../scripts/trace/table.ts';
import { trace, traceProject, uncheckedMusts } from '../../scripts/trace/trace.ts';
import { unitTestsIn } from '../../scripts/trace/unitTests.ts';
import { vectorsIn } from '../../scripts/trace/vectors.ts';

const STATEMENTS = statementsOf(
  'a.md',
  '**A-RULE** (MUST; all) Yes.\n\n**B-RULE** (MUST; all) Yes.\n\n**C-RULE** (MAY; all) So.',
);

/** A file of tests; its citations are put together here, so that they are not taken for this file's own. */
function testFile(...lines: string[]): { path: string; text: string } {
  return { path: 'x.test.ts', text: lines.join('\n').replaceAll('§', '// Spec:') };
}

const project = await traceProject();

describe('the trace of this project', () => {
  it('shows a check for every MUST; `npm run trace` tells which have none', () => {
    expect(uncheckedMusts(project)).toEqual([]);
  });

  it('finds nothing wrong with the citations', () => {
    expect(project.complaints).toEqual([]);
  });

  it('finds all four kinds of checks', () => {
    const kinds = new Set(project.traced.flatMap(({ checks }) => checks.map(({ kind }) => kind)));
    expect(kinds).toEqual(new Set(KINDS));
  });
});

describe('a statement is checked', () => {
  it('by a unit test or a group of them below a citation', () => {
    const { checks, complaints } = unitTestsIn(
      testFile('§ A-RULE, B-RULE', "describe('x', () => {", '  § C-RULE,', '  // A-RULE', '  it.each([1])();', '});'),
    );
    expect(complaints).toEqual([]);
    expect(checks.map(({ statement, where }) => [statement, where])).toEqual([
      ['A-RULE', 'x.test.ts:2'],
      ['B-RULE', 'x.test.ts:2'],
      ['C-RULE', 'x.test.ts:5'],
      ['A-RULE', 'x.test.ts:5'],
    ]);
  });

  it.each([
    ['stands above no test', ['§ A-RULE', 'const a = 1;']],
    ['is not made of ids', ['§ A-RULE and more', "it('x', () => {});"]],
  ])('not by a citation that %s', (_what, lines) => {
    expect(unitTestsIn(testFile(...lines)).complaints).toHaveLength(1);
  });

  it('by an oracle that names it, not by one that speaks of it in a comment', () => {
    const text = "// 'B-RULE' is another's\ncomplain({ statement: 'A-RULE' });";
    expect(oraclesIn({ path: 'o.ts', text }).checks).toEqual([
      { kind: 'oracle', statement: 'A-RULE', where: 'o.ts:2' },
    ]);
  });

  it('by a vector', () => {
    const text = JSON.stringify({ vectors: [{ name: 'empty', statements: ['A-RULE', 'B-RULE'] }, { hex: '00' }] });
    expect(vectorsIn({ path: 'v.json', text }).checks.map(({ statement, where }) => [statement, where])).toEqual([
      ['A-RULE', 'v.json: empty'],
      ['B-RULE', 'v.json: empty'],
    ]);
    expect(vectorsIn({ path: 'v.json', text: '{' }).complaints).toHaveLength(1);
  });

  it('by a black-box case', async () => {
    const cases = [
      { id: 'id/one', statements: ['A-RULE', 'A-RULE'] },
      { id: 'id/two', statements: ['B-RULE', 'C-RULE'] },
    ];
    expect(caseChecks(cases).checks.map(({ statement, where }) => [statement, where])).toEqual([
      ['A-RULE', 'id/one'],
      ['B-RULE', 'id/two'],
      ['C-RULE', 'id/two'],
    ]);
    expect(await kitCases('/no/kit/here')).toEqual([]);
  });
});

describe('a trace', () => {
  const found = { checks: [{ kind: 'case', statement: 'A-RULE', where: 'id/one' }], complaints: [] } as const;

  it('names the MUSTs that nothing checks, and lets a MAY be', () => {
    const traced = trace(STATEMENTS, found);
    expect(uncheckedMusts(traced)).toEqual(['B-RULE']);
    expect(traceTable(traced)).toMatch(/^\| B-RULE +\| MUST UNCHECKED /m);
    expect(traceTable(traced)).toContain('3 statements, 1 checked; 2 of them MUST, 1 unchecked: B-RULE.');
    expect(traceTable(traced, { long: true })).toMatch(/^\| A-RULE .*id\/one/m);
  });

  it('complains of a check that names an unknown statement', () => {
    const stray = { checks: [{ kind: 'vector', statement: 'D-RULE', where: 'v.json: x' }], complaints: [] } as const;
    const traced = trace(STATEMENTS, together([found, stray]));
    expect(traced.complaints).toEqual(['v.json: x: a vector names D-RULE, which no chapter of spec/ states']);
  });
});
