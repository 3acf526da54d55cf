import { expect, test } from 'vitest';
import { DiskError } from '../../src/host/disk.ts';
import type { SimHost } from '../host/simHost.ts';
import type { Mount } from '../machine.ts';
import { World } from '../world.ts';

async function onHost(body: (host: SimHost, world: World) => Promise<void>, diskBytes?: number): Promise<void> {
  const world = new World(1);
  const host = world.host('a', diskBytes === undefined ? {} : { diskBytes });
  await world.run(() => body(host, world));
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof DiskError ? error.reason : `not a DiskError: ${error}`;
}

test('the operations that match a rule fail, as many as it says, after those it skips', async () => {
  await onHost(async ({ disk, diskFaults }) => {
    diskFaults.fail({ operation: 'create', reason: 'denied', path: 'x', skip: 1, times: 2 });
    await disk.create('/x1');
    await disk.create('/y');
    expect(await reasonOf(disk.create('/x2'))).toBe('denied');
    expect(await reasonOf(disk.create('/x3'))).toBe('denied');
    await disk.create('/x4');
    expect(await disk.list('/')).toEqual(['x1', 'x4', 'y']);
  });
});

test('every kind of operation can be made to fail, and has no effect then', async () => {
  await onHost(async ({ disk, diskFaults, machine }) => {
    machine.disk.put('/f/file', Buffer.from('abc'));
    const written = await disk.create('/f/new');
    const read = await disk.open('/f/file');
    const operations = {
      create: () => disk.create('/f/a'),
      open: () => disk.open('/f/file'),
      stat: () => disk.stat('/f/file'),
      link: () => disk.link('/f/file', '/f/b'),
      unlink: () => disk.unlink('/f/file'),
      makeFolders: () => disk.makeFolders('/f/g'),
      list: () => disk.list('/f'),
      syncFolder: () => disk.syncFolder('/f'),
      freeBytes: () => disk.freeBytes('/f'),
      append: () => written.append([]),
      sync: () => written.sync(),
      readAt: () => read.readAt(Buffer.alloc(1), 0),
    } as const;
    for (const [operation, run] of Object.entries(operations)) {
      diskFaults.fail({ operation: operation as keyof typeof operations, reason: 'io' });
      expect(await reasonOf(run())).toBe('io');
    }
    expect(await disk.list('/f')).toEqual(['file', 'new']);
    expect([...machine.disk.files('/f')].map(String)).toEqual(['/f/file,abc', '/f/new,']);
  });
});

test('an append that fails may leave some of its bytes', async () => {
  const sizes = new Set<number>();
  for (let seed = 0; seed < 50; seed++) {
    const world = new World(seed);
    const { disk, diskFaults } = world.host('a');
    await world.run(async () => {
      const file = await disk.create('/a');
      diskFaults.fail({ operation: 'append', reason: 'io' });
      expect(await reasonOf(file.append([Buffer.from('ab'), Buffer.from('c')]))).toBe('io');
      sizes.add((await disk.stat('/a'))?.size ?? -1);
    });
  }
  expect([...sizes].sort()).toEqual([0, 1, 2, 3]);
});

test('a full disk takes what fits and says that it is full', async () => {
  await onHost(async ({ disk }) => {
    const file = await disk.create('/a');
    await file.append([Buffer.alloc(60)]);
    expect(await reasonOf(file.append([Buffer.alloc(60)]))).toBe('full');
    expect(await disk.freeBytes('/')).toBe(0);
    expect((await disk.stat('/a'))?.size).toBe(100);
    await disk.unlink('/a');
    expect(await disk.freeBytes('/')).toBe(100);
  }, 100);
});

test('a watch may crash the host just before an operation, which has no effect then', async () => {
  await onHost(async (host, world) => {
    const seen: string[] = [];
    host.diskFaults.watch = (operation, path) => {
      seen.push(`${operation} ${path}`);
      if (operation === 'link') host.crash({ disk: 'kept' });
    };
    let over = false;
    void (async () => {
      const file = await host.disk.create('/a');
      await file.close();
      await host.disk.link('/a', '/b');
      over = true;
    })();
    host.diskFaults.slowness = 1000;
    void host.disk.stat('/slow');
    host.diskFaults.slowness = 1;
    await world.sleep(1000);
    expect(over).toBe(false);
    expect(seen).toEqual(['create /a', 'link /b']);
    expect([...host.machine.disk.files().keys()]).toEqual(['/a']);
  });
});

test('cleared faults are gone', async () => {
  await onHost(async (host) => {
    host.diskFaults.fail({ operation: 'create', reason: 'io' });
    host.diskFaults.watch = () => host.crash();
    host.diskFaults.clear();
    await host.disk.create('/a');
    expect(host.alive).toBe(true);
  });
});

test('files that are open on a volume fail while it is away, and go on when it is back', async () => {
  const world = new World(1);
  const volume = world.volume();
  const { disk, machine } = world.host('a', { mounts: { '/v': volume } });
  await world.run(async () => {
    const written = await disk.create('/v/file');
    await written.append([Buffer.from('ab')]);
    const read = await disk.open('/v/file');
    const mount = machine.mounts.get('/v') as Mount;
    for (const state of ['failing', 'gone'] as const) {
      mount.state = state;
      expect(await reasonOf(written.append([Buffer.from('x')]))).toBe('io');
      expect(await reasonOf(written.sync())).toBe('io');
      expect(await reasonOf(read.readAt(Buffer.alloc(1), 0))).toBe('io');
      expect(await reasonOf(disk.open('/v/file'))).toBe(state === 'failing' ? 'io' : 'missing');
    }
    mount.state = 'there';
    await written.append([Buffer.from('c')]);
    expect(String(volume.files().get('/file'))).toBe('abc');
  });
});

test('a slow disk takes its time', async () => {
  await onHost(async ({ disk, diskFaults }, world) => {
    diskFaults.slowness = 10_000;
    await disk.stat('/');
    expect(world.nowMs).toBeGreaterThanOrEqual(200);
  });
});
