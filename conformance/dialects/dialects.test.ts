import { describe, expect, it } from 'vitest';
import { brokenSite } from '../../test/conformance/broken/brokenSite.ts';
import type { Flaw } from '../../test/conformance/broken/flaw.ts';
import { judged } from '../../test/conformance/judged.ts';
import { CASES } from '../cases/index.ts';
import type { Report } from '../report/tree.ts';

/** The report on servers with a flaw, from the cases that are named. */
async function reportOn(
  flaw: Flaw | undefined,
  ids: readonly string[],
  profile: 'strict' | 'acl-cpp' = 'strict',
): Promise<Report> {
  await using site = await brokenSite(...(flaw === undefined ? [] : [flaw]));
  const cases = CASES.filter(({ id }) => ids.includes(id));
  expect(cases).toHaveLength(ids.length);
  return await judged(cases, site.target, { profile, replyMs: 2000 });
}

const names = ({ dialects }: Report) => dialects.map(({ name }) => name);

describe('the dialects', () => {
  it.each([
    ['four-byte-port', 'reads a port of four bytes', ['tracker/join/wide-port']],
    ['no-last-semicolon', 'leaves out the last semicolon', ['tracker/saddrs/reply']],
    ['first-of-pipelined', 'answers only the first of pipelined requests', ['storage/connections/pipelined']],
  ] as const)('%s: a server that %s is told by it, and tolerated by its profile', async (name, flaw, ids) => {
    const strict = await reportOn(flaw, ids);
    expect(strict.dialects).toMatchObject([{ name, explains: ids }]);
    expect(strict.cases.map(({ outcome }) => outcome)).toEqual(['failed']);
    const tolerant = await reportOn(flaw, ids, 'acl-cpp');
    expect(tolerant.cases.map(({ outcome, dialect }) => [outcome, dialect])).toEqual([['tolerated', name]]);
  });

  it('are not seen where none is spoken', async () => {
    const ids = [
      'tracker/join/wide-port',
      'tracker/saddrs/reply',
      'storage/connections/pipelined',
      'storage/ranges/offset-past-end',
    ];
    const report = await reportOn(undefined, ids);
    expect(names(report)).toEqual([]);
    expect(report.cases.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('excuse nothing else: a server that gives wrong bytes has no dialect', async () => {
    const report = await reportOn('wrong bytes in the middle', ['storage/download/random-parts'], 'acl-cpp');
    expect(names(report)).toEqual([]);
    expect(report.cases.map(({ outcome }) => outcome)).toEqual(['failed']);
  });
});
