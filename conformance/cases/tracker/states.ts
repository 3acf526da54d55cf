import { setTimeout as sleep } from 'node:timers/promises';
import { type JoinedStorage, type TrackerKit, trackerCase } from '../../runner/case.ts';
import { CaseFailure, expectSuccess, expectThat } from '../../runner/expect.ts';
import { entryOf } from './listing.ts';
import { activeStorages, locate, userOfGroup } from './played.ts';

const POLL_MS = 100;
/** A tracker may look at its storages once an interval, and have something else to do. */
const slackMs = (kit: TrackerKit): number => intervalMs(kit) + 1000;
const intervalMs = (kit: TrackerKit): number => kit.target.checkIntervalMs ?? 0;

/** Waits until a silent storage is OFFLINE: not before the interval is over since its last sign of life, and not much later. */
async function goesOffline(kit: TrackerKit, storage: JoinedStorage, signSentMs: number, before: string): Promise<void> {
  const answeredMs = performance.now();
  for (;;) {
    await sleep(POLL_MS);
    const askedMs = performance.now();
    const { status } = await entryOf(kit, storage);
    if (status === 'OFFLINE') {
      const early = performance.now() < signSentMs + intervalMs(kit);
      expectThat(
        !early,
        `OFFLINE ${Math.round(performance.now() - signSentMs)} ms after its last sign of life`,
        'TRACKER-STATES',
      );
      return;
    }
    expectThat(status === before, `${before} became ${status}`, 'TRACKER-STATES');
    if (askedMs > answeredMs + intervalMs(kit) + slackMs(kit)) {
      const message = `still ${status} ${Math.round(askedMs - answeredMs)} ms after its last sign of life`;
      throw new CaseFailure({ axis: 'said', statement: 'TRACKER-STATES', message, expected: 'OFFLINE', got: status });
    }
  }
}

export const states = [
  trackerCase({
    id: 'tracker/states/active-goes-offline',
    title: 'has an ACTIVE storage OFFLINE when it is silent for the check interval, and lists it still',
    statements: ['TRACKER-STATES', 'TRACKER-GROUPS'],
    needs: ['short-check-interval'],
    withinMs: 45_000,
    async run(kit) {
      const storage = await kit.joinAs();
      const sentMs = performance.now();
      await storage.beat();
      await goesOffline(kit, storage, sentMs, 'ACTIVE');
    },
  }),
  trackerCase({
    id: 'tracker/states/online-goes-offline',
    title: 'has a storage OFFLINE that has joined and never beats',
    statements: ['TRACKER-STATES'],
    needs: ['short-check-interval'],
    withinMs: 45_000,
    async run(kit) {
      const sentMs = performance.now();
      const storage = await kit.joinAs();
      await goesOffline(kit, storage, sentMs, 'ONLINE');
    },
  }),
  trackerCase({
    id: 'tracker/states/beats-keep-active',
    title: 'keeps a storage ACTIVE that beats in time',
    statements: ['TRACKER-STATES'],
    needs: ['short-check-interval'],
    withinMs: 45_000,
    async run(kit) {
      const storage = await kit.joinAs();
      await storage.beat();
      const untilMs = performance.now() + 2.2 * intervalMs(kit);
      let beatMs = performance.now();
      while (performance.now() < untilMs) {
        await sleep(intervalMs(kit) / 4);
        const { status } = await entryOf(kit, storage);
        if (performance.now() - beatMs >= intervalMs(kit)) kit.skip('this machine is too busy to beat in time');
        expectThat(status === 'ACTIVE', `${status} though it beats in time`, 'TRACKER-STATES');
        beatMs = performance.now();
        expectSuccess(await storage.beat(), 'BEAT');
      }
    },
  }),
  trackerCase({
    id: 'tracker/states/offline-beats-again',
    title: 'has an OFFLINE storage ACTIVE again when it beats',
    statements: ['TRACKER-STATES', 'TRACKER-BEAT'],
    needs: ['short-check-interval'],
    withinMs: 45_000,
    async run(kit) {
      const storage = await kit.joinAs();
      const sentMs = performance.now();
      await storage.beat();
      await goesOffline(kit, storage, sentMs, 'ACTIVE');
      const beatMs = performance.now();
      expectSuccess(await storage.beat(), 'BEAT', 'TRACKER-BEAT');
      const { status } = await entryOf(kit, storage);
      if (performance.now() - beatMs >= intervalMs(kit)) kit.skip('this machine is too busy to look in time');
      expectThat(status === 'ACTIVE', 'it beats and is not ACTIVE', 'TRACKER-STATES');
    },
  }),
  trackerCase({
    id: 'tracker/states/offline-is-not-named',
    title: 'names no storage in SADDRS that has gone OFFLINE',
    statements: ['SADDRS-ACTIVE', 'TRACKER-STATES'],
    needs: ['short-check-interval'],
    alone: true,
    withinMs: 45_000,
    async run(kit) {
      const [beating, silent] = await activeStorages(kit, 2);
      const user = await userOfGroup(kit);
      const goneMs = performance.now() + intervalMs(kit) + slackMs(kit);
      while (performance.now() < goneMs) {
        await sleep(intervalMs(kit) / 4);
        await beating?.beat();
        if (silent !== undefined && (await entryOf(kit, silent)).status === 'OFFLINE') break;
      }
      for (let n = 0; n < 20; n++) {
        const { addresses } = await locate(kit, user);
        const named = addresses.some((address) => address.endsWith(`:${silent?.port}`));
        expectThat(
          !named,
          'a storage is named that has been silent for longer than the check interval',
          'SADDRS-ACTIVE',
        );
      }
    },
  }),
];
