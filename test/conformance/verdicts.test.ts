import { beforeAll, describe, expect, it } from 'vitest';
import { CASES } from '../../conformance/cases/index.ts';
import type { ReportCase } from '../../conformance/report/tree.ts';
import { brokenSite } from './broken/brokenSite.ts';
import { EXPECTED_VERDICTS, type ExpectedVerdicts } from './broken/verdicts.ts';
import { judged } from './judged.ts';

/** It needs real storages, which join. */
const NEEDS_STORAGES = ['tracker/restarts/relearns'];
/** How many sites are judged at once. */
const BESIDE = 3;

/** What the report says of all cases of a part, of servers with one flaw. */
async function report({ part, flaw }: ExpectedVerdicts): Promise<readonly ReportCase[]> {
  await using site = await brokenSite(flaw);
  const cases = CASES.filter((each) => each.part === part && !NEEDS_STORAGES.includes(each.id));
  // A gateway finds its files without a tracker here: no storage of the site has joined one.
  const tracker = part === 'http' ? [] : site.target.tracker;
  const silent = flaw === 'never answers';
  const patience = silent ? { replyMs: 1000, jobs: 1 } : { replyMs: 15_000, jobs: 12 };
  const { cases: said } = await judged(cases, { ...site.target, tracker }, { ...patience, hook: site.hook });
  return said;
}

describe('a server with one flaw', () => {
  const reports = new Map<ExpectedVerdicts | undefined, Promise<readonly ReportCase[]>>();

  beforeAll(() => {
    for (const [n, each] of EXPECTED_VERDICTS.entries()) {
      const before = reports.get(EXPECTED_VERDICTS[n - BESIDE]) ?? Promise.resolve();
      const mine = before.catch(() => {}).then(() => report(each));
      mine.catch(() => {});
      reports.set(each, mine);
    }
  });

  it.each(EXPECTED_VERDICTS)('that $flaw fails the cases of $part which say so, and no other', async (expected) => {
    const said = (await reports.get(expected)) ?? [];
    const { part, caughtBy, consequences = {}, sometimes = {} } = expected;
    const failed = said.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    const names = failed.map(({ id }) => id.slice(part.length + 1));
    const certain = names.filter((name) => !(name in sometimes));
    expect(certain.toSorted()).toEqual([...caughtBy, ...Object.keys(consequences)].toSorted());
    const unnamed = failed.filter(({ id, broken = '', statements }) => {
      return caughtBy.includes(id.slice(part.length + 1)) && !statements.includes(broken);
    });
    expect(unnamed.map(({ id, broken }) => `${id}: ${broken}`)).toEqual([]);
    const reasons = said.filter(
      ({ verdict, why }) =>
        verdict === 'skipped' && !/^(blocked|it does not answer): |machine is too busy/.test(why ?? ''),
    );
    expect(reasons.map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
  });
});
