import { describe, expect, it } from 'vitest';
import { trackerTrial } from '../../../test/tracker/trackerTrial.ts';

// Spec: TRACKER-BEAT
describe('BEAT', () => {
  it('belongs to the JOIN of its connection, though others have the same name', () =>
    trackerTrial(async ({ world, connect }) => {
      const machine = world.host('somewhere');
      const first = await connect(machine);
      const second = await connect(machine);
      await first.join({ port: 23000 });
      await second.join({ port: 23001 });
      await second.beat();
      expect((await first.storages()).map(({ address, state }) => [address, state])).toEqual([
        [`${machine.ip}:23000`, 'ONLINE'],
        [`${machine.ip}:23001`, 'ACTIVE'],
      ]);
    }));

  it('may come on another connection than the JOIN, from anywhere, when one storage has the name', () =>
    trackerTrial(async ({ connect }) => {
      await (await connect()).join();
      const elsewhere = await connect();
      expect((await elsewhere.beat()).errorNumber).toBe(0);
      expect(await elsewhere.states()).toEqual({ storage1: 'ACTIVE' });
    }));

  it('on another connection is for the storage at its own address when several have the name', () =>
    trackerTrial(async ({ world, connect }) => {
      const machine = world.host('somewhere');
      await (await connect()).join();
      await (await connect(machine)).join();
      const beat = await connect(machine);
      expect((await beat.beat()).errorNumber).toBe(0);
      expect((await beat.storages()).map(({ address, state }) => [address, state])).toEqual([
        ['10.0.0.3:23000', 'ONLINE'],
        [`${machine.ip}:23000`, 'ACTIVE'],
      ]);
      const stranger = await connect();
      expect((await stranger.beat()).errorNumber).toBe(404);
    }));

  // Spec: TRACKER-BEAT-SEVERAL
  it('is refused with 400 when it cannot be told which storage it is for', () =>
    trackerTrial(async ({ world, connect }) => {
      const machine = world.host('somewhere');
      const joins = await connect(machine);
      await joins.join({ port: 23000 });
      await joins.join({ port: 23001 });
      const beat = await connect(machine);
      expect(await beat.beat()).toMatchObject({
        errorNumber: 400,
        why: `[tracker1] 2 storages "storage1" of group "group001" joined from ${machine.ip}: which of them beats?`,
      });
    }));

  it.each([
    ['group001', 'nobody'],
    ['nowhere', 'storage1'],
    ['', ''],
  ])('is refused with 404 for group %j and hostname %j when no such storage has joined', (group, hostname) =>
    trackerTrial(async ({ connect }) => {
      const storage = await connect();
      await storage.join();
      expect((await storage.beat(group, hostname)).errorNumber).toBe(404);
      expect(await storage.states()).toEqual({ storage1: 'ONLINE' });
    }),
  );

  it('is refused with 404 after its storage had to make room, and the storage can join again', () =>
    trackerTrial(
      async ({ world, connect }) => {
        const storage = await connect();
        await storage.appear();
        await world.sleep(121_000);
        const other = await connect();
        await other.appear({ hostname: 'storage2' });
        expect((await storage.beat()).errorNumber).toBe(404);
        expect(await storage.join()).toMatchObject({ errorNumber: 503 });
        await world.sleep(121_000);
        await storage.appear();
        expect(await storage.states()).toEqual({ storage1: 'ACTIVE' });
      },
      { config: { storagesMax: 1 } },
    ));

  it('of an old connection does not revive the storage that another one has taken over', () =>
    trackerTrial(async ({ world, connect }) => {
      const machine = world.host('somewhere');
      const old = await connect(machine);
      await old.appear();
      const fresh = await connect(machine);
      await fresh.join();
      await old.beat();
      expect(await fresh.states()).toEqual({ storage1: 'ACTIVE' });
      await fresh.join({ port: 23001 });
      await fresh.beat();
      expect((await old.beat()).errorNumber).toBe(400);
    }));

  it('is told in GROUPS by the wall clock of the tracker', () =>
    trackerTrial(async ({ world, host, connect }) => {
      const storage = await connect();
      await storage.join();
      const [joined] = await storage.storages();
      expect(joined?.beatTime).toBe(joined?.joinTime);
      host.clockJump(1000 * 24 * 3_600_000);
      await world.sleep(1000);
      await storage.beat();
      const [beaten] = await storage.storages();
      expect(beaten?.beatTime).toMatch(/ 2028$/);
      expect(beaten?.joinTime).toBe(joined?.joinTime);
    }));

  it('is no news when it succeeds, and is when it is refused', () =>
    trackerTrial(async ({ host, connect }) => {
      const peer = await connect();
      await peer.join();
      await peer.beat();
      await (await connect()).beat('group001', 'nobody');
      const levels = host.lines
        .filter(({ event, fields }) => event === 'request' && fields.command === 'BEAT')
        .map(({ level, fields }) => [level, fields.outcome]);
      expect(levels).toEqual([
        ['debug', 'ok'],
        ['info', 404],
      ]);
    }));
});
