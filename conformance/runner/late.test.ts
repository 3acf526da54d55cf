import { expect, it } from 'vitest';
import { brokenSite } from '../../test/conformance/broken/brokenSite.ts';
import { judged } from '../../test/conformance/judged.ts';
import { expectStatus } from '../cases/tracker/listing.ts';
import { trackerCase } from './case.ts';

/** A case that plays a storage and looks whether it is ACTIVE, behind a moment in which its process stands still. */
function stallingCase(stallMs: (tries: number) => number) {
  let tries = 0;
  return trackerCase({
    id: 'tracker/try/stalls',
    title: 'stands still',
    statements: ['TRACKER-STATES'],
    async run(kit) {
      const storage = await kit.joinAs();
      await storage.beat();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs(++tries));
      await expectStatus(kit, storage, 'ACTIVE');
    },
  });
}

it('a case is tried again whose own machine was too slow to keep a played storage alive', async () => {
  await using site = await brokenSite();
  const tooLongMs = (site.target.checkIntervalMs ?? 0) + 100;
  const once = stallingCase((tries) => (tries === 1 ? tooLongMs : 0));
  const always = stallingCase(() => tooLongMs);
  const report = await judged([once, always], site.target, { replyMs: 10_000, jobs: 1 });
  expect(report.cases.map(({ verdict, why }) => [verdict, why?.replace(/storage \S+/, 'storage')])).toEqual([
    ['pass', undefined],
    ['fail', 'storage is OFFLINE, ACTIVE is expected'],
  ]);
});
