import { setTimeout as sleep } from 'node:timers/promises';
import { type TrackerKit, trackerCase } from '../../runner/case.ts';
import { expectEqual, expectSuccess, expectThat } from '../../runner/expect.ts';
import { formatAddress } from '../../wire/conversation.ts';
import { expectRefused } from '../refused.ts';
import { revived } from '../revived.ts';
import { entriesOf, listing } from './listing.ts';
import { activeStorages, locate } from './played.ts';

/** A restart by hook takes its time. */
const WITHIN_MS = 240_000;
/** Beside one heartbeat interval: what connecting and answering may take. */
const SLACK_MS = 1000;
const POLL_MS = 100;

export const restarts = [
  trackerCase({
    id: 'tracker/restarts/route-stays',
    title: 'gives users the groups they had, after it was killed',
    statements: ['ROUTE-STABLE'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      await activeStorages(kit, 1);
      const users = Array.from({ length: 8 }, () => kit.user());
      const before: string[] = [];
      for (const user of users) before.push((await locate(kit, user)).group);
      await kit.hook?.run('kill', 'tracker', formatAddress(kit.address));
      await revived(kit, 'start', 'tracker');
      await activeStorages(kit, 1);
      for (const [n, user] of users.entries()) {
        expectEqual((await locate(kit, user)).group, before[n], `the group of user ${user}`, 'ROUTE-STABLE');
      }
    },
  }),
  trackerCase({
    id: 'tracker/restarts/forgotten-storage-joins-again',
    title: 'refuses the BEAT of a storage it has forgotten, and has it again when it joins',
    statements: ['TRACKER-BEAT', 'TRACKER-RELEARN'],
    needs: ['hook:kill', 'hook:start'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const storage = await kit.joinAs();
      await storage.beat();
      await kit.hook?.run('kill', 'tracker', formatAddress(kit.address));
      await revived(kit, 'start', 'tracker');
      const { version, group, hostname, port, startTime, joinTime } = storage;
      if ((await entriesOf(kit, { group, hostname })).length === 0) {
        await expectRefused(kit, 'BEAT', { group, hostname }, { statement: 'TRACKER-BEAT', number: 404 });
      } else kit.note('this tracker remembers its storages over a restart');
      expectSuccess(await kit.ask('JOIN', { version, group, hostname, port, startTime, joinTime }), 'JOIN');
      expectSuccess(await kit.ask('BEAT', { group, hostname }), 'BEAT', 'TRACKER-RELEARN');
    },
  }),
  trackerCase({
    id: 'tracker/restarts/relearns',
    title: 'knows its real storages again within one heartbeat interval after it was killed',
    statements: ['TRACKER-RELEARN'],
    needs: ['hook:kill', 'hook:start', 'storage'],
    alone: true,
    withinMs: WITHIN_MS,
    async run(kit) {
      const heartbeatMs =
        kit.target.heartbeatMs ?? kit.skip('needs --heartbeat SECONDS: what the storages are configured with');
      const before = await realStorages(kit, kit.target.storage.length, heartbeatMs);
      if (before.length === 0) kit.skip('none of the storages under test is ACTIVE at this tracker');
      await kit.hook?.run('kill', 'tracker', formatAddress(kit.address));
      await revived(kit, 'start', 'tracker');
      const after = await realStorages(kit, before.length, heartbeatMs);
      const missing = before.filter((address) => !after.includes(address)).join(', ');
      expectThat(missing === '', `not ACTIVE again within a heartbeat interval: ${missing}`, 'TRACKER-RELEARN');
    },
  }),
];

/** Addresses of storages under test that are ACTIVE, as soon as there are so many, or after a heartbeat interval. */
async function realStorages(kit: TrackerKit, count: number, heartbeatMs: number): Promise<string[]> {
  const ports = kit.target.storage.map(({ port }) => port);
  const untilMs = performance.now() + heartbeatMs + SLACK_MS;
  for (;;) {
    const active = (await listing(kit)).filter(({ status }) => status === 'ACTIVE').map(({ address }) => address);
    const real = active.filter((address) => ports.includes(Number(address.split(':').at(-1))));
    if (real.length >= count || performance.now() > untilMs) return real;
    await sleep(POLL_MS);
  }
}
