import { describe, expect, it } from 'vitest';
import { SimRouteStore } from '../../../sim/database/simRouteStore.ts';
import { ailingStore, healthy } from '../../../test/database/faults.ts';
import { trackerTrial } from '../../../test/tracker/trackerTrial.ts';
import { encodeHead } from '../../protocol/head.ts';

describe('JOIN', () => {
  // Spec: TRACKER-JOIN, TRACKER-IDENTITY
  it('enters the storage with the address it came from and the port it names', () =>
    trackerTrial(async ({ world, connect }) => {
      const machine = world.host('somewhere');
      const storage = await connect(machine);
      const reply = await storage.join({ port: 23001 });
      expect(reply).toMatchObject({ command: 100, status: 0, body: Buffer.alloc(0) });
      expect(await storage.storages()).toMatchObject([
        { group: 'group001', hostname: 'storage1', address: `${machine.ip}:23001`, version: '1.0.0', state: 'ONLINE' },
      ]);
    }));

  // Spec: TRACKER-JOIN-CHECKS
  it.each([
    ['an empty group', { group: '' }, 'the group is empty'],
    ['an empty hostname', { hostname: '' }, 'the hostname is empty'],
    ['port 0', { port: 0 }, 'nobody can reach a storage at port 0'],
    ['a newline in the hostname', { hostname: 'a\nSTATUS: ACTIVE' }, 'the hostname contains a control character'],
    ['a tab in the group', { group: 'a\tb' }, 'the group contains a control character'],
    ['an escape in the version', { version: '\u001b[2J' }, 'the version contains a control character'],
    ['a line separator in the hostname', { hostname: 'a\u2028b' }, 'the hostname contains a control character'],
  ])('is refused with 400 for %s, and enters nothing', (_what, request, why) =>
    trackerTrial(async ({ connect }) => {
      const storage = await connect();
      expect(await storage.join(request)).toMatchObject({ errorNumber: 400, why: `[tracker1] ${why}` });
      expect(await storage.storages()).toEqual([]);
      await storage.appear();
    }),
  );

  // Spec: WIRE-BODY-LENGTH, DIALECT-PORT4
  it('is refused with 400 in the dialect whose port has 4 bytes, which it names', () =>
    trackerTrial(async ({ connect }) => {
      const storage = await connect();
      const reply = await storage.raw.ask(encodeHead({ bodyLength: 173n, command: 10, status: 0 }), Buffer.alloc(173));
      const why =
        '[tracker1] JOIN has a body of 171 bytes, not 173: this storage seems to send its port in 4 bytes instead of 2';
      expect(reply).toMatchObject({ errorNumber: 400, why });
      await storage.appear();
    }));

  // Spec: TRACKER-JOIN
  it('sent again updates the record instead of adding one', () =>
    trackerTrial(async ({ world, connect }) => {
      const machine = world.host('somewhere');
      const first = await connect(machine);
      await first.appear();
      const second = await connect(machine);
      await second.join({ version: '2.0.0' });
      expect(await second.storages()).toMatchObject([{ version: '2.0.0', state: 'ONLINE' }]);
      await second.beat();
      expect(await second.states()).toEqual({ storage1: 'ACTIVE' });
    }));

  // Spec: TRACKER-IDENTITY
  it('of the same name from another address is another storage, and is warned of', () =>
    trackerTrial(async ({ host, connect }) => {
      await (await connect()).appear();
      const second = await connect();
      await second.appear();
      await second.join();
      expect((await second.storages()).map((storage) => storage.hostname)).toEqual(['storage1', 'storage1']);
      expect(host.logged('storage joined from a second address')).toMatchObject([
        { hostname: 'storage1', address: '10.0.0.3:23000', other: '10.0.0.2:23000' },
      ]);
    }));

  // Spec: TRACKER-ONE-ADDRESS
  it('from the address of another storage takes that one offline, and is warned of', () =>
    trackerTrial(async ({ world, host, connect }) => {
      const machine = world.host('somewhere');
      const old = await connect(machine);
      await old.appear();
      await (await connect(machine)).appear({ group: 'group002' });
      expect((await old.storages()).map(({ group, state }) => [group, state])).toEqual([
        ['group001', 'OFFLINE'],
        ['group002', 'ACTIVE'],
      ]);
      expect(host.logged('storage took over an address')).toMatchObject([
        { group: 'group002', was: 'storage1 of group001' },
      ]);
    }));

  // Spec: TRACKER-BOUNDED
  it('is refused with 503 by a table full of living storages, until one of them is OFFLINE', () =>
    trackerTrial(
      async ({ world, connect }) => {
        const first = await connect();
        await first.appear();
        await world.sleep(60_000);
        await (await connect()).appear({ hostname: 'storage2' });
        const third = await connect();
        expect(await third.join({ hostname: 'storage3' })).toMatchObject({
          errorNumber: 503,
          why: '[tracker1] the table is full: 2 storages are alive',
        });
        await first.join();
        await world.sleep(121_000);
        await third.appear({ hostname: 'storage3' });
        expect(await third.states()).toEqual({ storage1: 'OFFLINE', storage3: 'ACTIVE' });
        expect(await first.beat()).toMatchObject({ errorNumber: 0 });
      },
      { config: { storagesMax: 2 } },
    ));

  it('of a group that the database does not have is accepted and warned of', () =>
    trackerTrial(async ({ world, host, connect }) => {
      await (await connect()).appear({ group: 'group001' });
      await (await connect()).appear({ group: 'nowhere' });
      await world.sleep(10);
      expect(host.logged('group is not in the database')).toEqual([{ group: 'nowhere' }]);
    }));

  it('succeeds while the database is down or slow', async () => {
    const ailment = healthy();
    await trackerTrial(
      async ({ world, host, connect }) => {
        ailment.down = true;
        await (await connect()).appear({ group: 'nowhere' });
        await world.sleep(10);
        expect(host.logged('groups could not be checked').length).toBe(1);
        ailment.down = false;
        await (await connect()).appear({ group: 'nowhere' });
        await world.sleep(10);
        expect(host.logged('group is not in the database')).toEqual([{ group: 'nowhere' }]);
      },
      { routes: (world) => ailingStore(new SimRouteStore(['group001']), ailment, world) },
    );
  });

  it('asks the database once for a group that it has', async () => {
    const ailment = healthy();
    await trackerTrial(
      async ({ world, connect }) => {
        for (let count = 0; count < 10; count++) await (await connect()).appear();
        await world.sleep(10);
        expect(ailment.calls).toBe(1);
      },
      { routes: (world) => ailingStore(new SimRouteStore(['group001']), ailment, world) },
    );
  });
});
