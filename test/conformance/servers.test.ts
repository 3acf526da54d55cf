import { describe, expect, it } from 'vitest';
import { CASES } from '../../conformance/cases/index.ts';
import type { AnyCase } from '../../conformance/runner/case.ts';
import { Names } from '../../conformance/runner/names.ts';
import { run } from '../../conformance/runner/run.ts';
import type { Result } from '../../conformance/runner/verdict.ts';
import { brokenSite } from './broken/brokenSite.ts';
import { CATALOGUE } from './broken/catalogue.ts';
import type { Flaw } from './broken/flaw.ts';

const SERVER_CASES = CASES.filter(({ part }) => part !== 'joins' && part !== 'client');
/** They need real storages, which join: the end-to-end test has some. */
const NEEDS_STORAGES = ['tracker/restarts/relearns'];
const NOT_ASKED = ['tracker/saddrs/none-active'];

interface Patience {
  readonly replyMs: number;
  readonly caseMs?: number;
  readonly jobs: number;
}

/** How servers with these flaws do in some cases of one part, or of several parts without the gateway. */
async function judge(cases: readonly AnyCase[], flaws: readonly Flaw[], patience: Patience): Promise<Result[]> {
  await using site = await brokenSite(...flaws);
  // A gateway finds its files without a tracker here: no storage of the site has joined one.
  const tracker = cases.some(({ part }) => part === 'http') ? [] : site.target.tracker;
  const target = { appid: 'tnvideo', group: 'group001', userid: 'tnv001', ...site.target, tracker };
  return await run(cases, { target, hook: site.hook, names: new Names(Date.now()), seed: 1, ...patience });
}

const ofGateway = ({ part }: AnyCase): boolean => part === 'http';

describe('the server cases', () => {
  it('all pass for servers that have nothing in common with ours but the specification', async () => {
    const patience = { replyMs: 10_000, caseMs: 240_000, jobs: 6 };
    const results = [
      ...(await judge(
        SERVER_CASES.filter((each) => !ofGateway(each)),
        [],
        patience,
      )),
      ...(await judge(SERVER_CASES.filter(ofGateway), [], patience)),
    ];
    const others = results.filter(({ verdict, findings }) => verdict !== 'pass' || findings.length > 0);
    const unexpected = others.filter(({ id }) => ![...NOT_ASKED, ...NEEDS_STORAGES].includes(id));
    expect(unexpected.map(({ id, verdict, why }) => `${id}: ${verdict}, ${why}`)).toEqual([]);
  });

  it('are each seen to fail: the catalogue of flaws names all of them', () => {
    const named = new Set(Object.values(CATALOGUE).flat());
    const ids = SERVER_CASES.map(({ id }) => id);
    expect(ids.filter((id) => !named.has(id) && !NEEDS_STORAGES.includes(id))).toEqual([]);
    expect([...named].filter((id) => !ids.includes(id))).toEqual([]);
  });

  // Side by side, for they mostly wait: the patience is long enough for a machine that stalls.
  it.concurrent.each(Object.keys(CATALOGUE) as Flaw[])('see a server that %s', async (flaw) => {
    const cases = SERVER_CASES.filter(({ id }) => CATALOGUE[flaw].includes(id));
    expect(cases.length).toBeGreaterThan(0);
    // Each on servers of its own: what one case does to broken ones would be seen by the next.
    const results = await Promise.all(cases.map((each) => judge([each], [flaw], { replyMs: 5000, jobs: 1 })));
    const blind = results.flat().filter(({ verdict, findings }) => verdict !== 'fail' && findings.length === 0);
    expect(blind.map(({ id, verdict, why }) => `${id}: ${verdict}, ${why}`)).toEqual([]);
  });
});
