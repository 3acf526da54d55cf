import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../src/host/disk.ts';
import type { SimHost } from '../host/simHost.ts';
import { Prng } from '../prng.ts';
import { World } from '../world.ts';

/** Lets `before` happen on a host, crashes it, and tells what files the next process finds. */
async function afterCrash(
  before: (disk: Disk, host: SimHost) => Promise<void>,
  disk: 'lost' | 'kept' | 'torn' = 'lost',
  seed = 1,
): Promise<Record<string, string>> {
  const world = new World(seed);
  const host = world.host('a');
  host.machine.disk.putFolder('/d');
  return world.run(async () => {
    await before(host.disk, host);
    host.crash({ disk });
    const next = host.reboot();
    const found = [...next.machine.disk.files('/')].map(([path, content]) => [path, String(content)]);
    for (const [path, content] of found) expect(await readFile(next.disk, path as string)).toBe(content);
    return Object.fromEntries(found);
  });
}

async function readFile(disk: Disk, path: string): Promise<string> {
  const file = await disk.open(path);
  const bytes = Buffer.alloc(file.size);
  await file.readAt(bytes, 0);
  await file.close();
  return String(bytes);
}

async function write(disk: Disk, path: string, content: string, sync: boolean): Promise<void> {
  const file = await disk.create(path);
  await file.append([Buffer.from(content)]);
  if (sync) await file.sync();
  await file.close();
}

describe('a crash', () => {
  test('loses a file whose entry was not synced, though its content was', async () => {
    expect(await afterCrash((disk) => write(disk, '/d/a', 'abc', true))).toEqual({});
  });

  test('loses the content that was not synced, though its entry was', async () => {
    const found = await afterCrash(async (disk) => {
      await write(disk, '/d/a', 'abc', false);
      await disk.syncFolder('/d');
    });
    expect(found).toEqual({ '/d/a': '' });
  });

  test('keeps what was synced, up to the last sync', async () => {
    const found = await afterCrash(async (disk) => {
      const file = await disk.create('/d/a');
      await file.append([Buffer.from('kept')]);
      await file.sync();
      await file.append([Buffer.from('lost')]);
      await disk.syncFolder('/d');
    });
    expect(found).toEqual({ '/d/a': 'kept' });
  });

  test('brings a name back whose removal was not synced, with its content', async () => {
    const found = await afterCrash(async (disk) => {
      await write(disk, '/d/a', 'abc', true);
      await disk.syncFolder('/d');
      await disk.unlink('/d/a');
    });
    expect(found).toEqual({ '/d/a': 'abc' });
  });

  test('keeps a removal that was synced', async () => {
    const found = await afterCrash(async (disk) => {
      await write(disk, '/d/a', 'abc', true);
      await disk.syncFolder('/d');
      await disk.unlink('/d/a');
      await disk.syncFolder('/d');
    });
    expect(found).toEqual({});
  });

  test('keeps the one of two names that was synced', async () => {
    const found = await afterCrash(async (disk) => {
      await disk.makeFolders('/e');
      await disk.syncFolder('/');
      await write(disk, '/d/a', 'abc', true);
      await disk.link('/d/a', '/e/b');
      await disk.syncFolder('/e');
    });
    expect(found).toEqual({ '/e/b': 'abc' });
  });

  test('loses made folders with all that is in them unless each one was synced in the one above', async () => {
    const make = (synced: readonly string[]): Promise<Record<string, string>> =>
      afterCrash(async (disk) => {
        await disk.makeFolders('/d/x/y');
        await write(disk, '/d/x/y/a', 'abc', true);
        for (const path of synced) await disk.syncFolder(path);
      });
    expect(await make(['/d/x/y', '/d/x'])).toEqual({});
    expect(await make(['/d/x/y', '/d'])).toEqual({});
    expect(await make(['/d/x', '/d'])).toEqual({});
    expect(await make(['/d/x/y', '/d/x', '/d'])).toEqual({ '/d/x/y/a': 'abc' });
  });

  test('loses what was written while the sync was under way', async () => {
    const found = await afterCrash(async (disk) => {
      const file = await disk.create('/d/a');
      await file.append([Buffer.from('early')]);
      await disk.syncFolder('/d');
      const syncs = [file.sync(), disk.syncFolder('/d')];
      await file.append([Buffer.from('late')]);
      await write(disk, '/d/b', '', false);
      await Promise.all(syncs);
    });
    expect(found).toEqual({ '/d/a': 'early' });
  });

  test('after a sync that was overtaken by a change and one that was not keeps the change', async () => {
    const found = await afterCrash(async (disk) => {
      await write(disk, '/d/a', 'abc', true);
      const sync = disk.syncFolder('/d');
      await disk.unlink('/d/a');
      await sync;
      await disk.syncFolder('/d');
    });
    expect(found).toEqual({});
  });

  test('of a process alone keeps all of it', async () => {
    const found = await afterCrash((disk) => write(disk, '/d/a', 'abc', false), 'kept');
    expect(found).toEqual({ '/d/a': 'abc' });
  });

  test('that tears leaves anything between what was synced and what was written', async () => {
    const contents = new Set<string>();
    const names = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const found = await afterCrash(
        async (disk) => {
          const file = await disk.create('/d/a');
          await file.append([Buffer.from('12')]);
          await file.sync();
          await disk.syncFolder('/d');
          await file.append([Buffer.from('34')]);
          await write(disk, '/d/b', '', false);
        },
        'torn',
        seed,
      );
      contents.add(found['/d/a'] ?? 'none');
      names.add(Object.keys(found).join());
    }
    expect([...contents].sort()).toEqual(['12', '12\0', '12\0\0', '123', '123\0', '1234']);
    expect([...names].sort()).toEqual(['/d/a', '/d/a,/d/b']);
  });

  test('frees the space of what it takes away', async () => {
    const world = new World(1);
    const host = world.host('a', { diskBytes: 1000 });
    await world.run(async () => {
      await write(host.disk, '/kept', 'x'.repeat(100), true);
      await host.disk.syncFolder('/');
      await write(host.disk, '/lost', 'x'.repeat(500), true);
      expect(await host.disk.freeBytes('/')).toBe(400);
      const { disk } = host.reboot();
      expect(await disk.freeBytes('/')).toBe(900);
      await disk.unlink('/kept');
      expect(await disk.freeBytes('/')).toBe(1000);
    });
  });
});

describe('a volume', () => {
  test('shows each of its machines what the others do', async () => {
    const world = new World(1);
    const volume = world.volume();
    const [a, b] = ['a', 'b'].map((name) => world.host(name, { mounts: { '/mnt/tnv': volume } }));
    if (a === undefined || b === undefined) throw new Error('no hosts');
    await world.run(async () => {
      expect(await a.disk.makeFolders('/mnt/tnv/x/y')).toBe('/mnt/tnv/x');
      await write(a.disk, '/mnt/tnv/x/y/f', 'abc', true);
      expect(await readFile(b.disk, '/mnt/tnv/x/y/f')).toBe('abc');
      await b.disk.unlink('/mnt/tnv/x/y/f');
      expect(await a.disk.stat('/mnt/tnv/x/y/f')).toBe(undefined);
      expect(await a.disk.list('/mnt')).toEqual(['tnv']);
      await write(a.disk, '/own', '', true);
      expect(await b.disk.stat('/own')).toBe(undefined);
      await expect(a.disk.link('/own', '/mnt/tnv/own')).rejects.toThrow('different disks');
    });
  });

  test('keeps its entries when a machine crashes, which loses what it wrote and did not sync', async () => {
    const world = new World(1);
    const volume = world.volume();
    const [a, b] = ['a', 'b'].map((name) => world.host(name, { mounts: { '/v': volume } }));
    if (a === undefined || b === undefined) throw new Error('no hosts');
    await world.run(async () => {
      await write(a.disk, '/v/a', 'by a', false);
      await write(a.disk, '/v/synced', 'by a', true);
      await write(b.disk, '/v/b', 'by b', false);
      a.crash();
      expect(await b.disk.list('/v')).toEqual(['a', 'b', 'synced']);
      expect(await readFile(b.disk, '/v/a')).toBe('');
      expect(await readFile(b.disk, '/v/synced')).toBe('by a');
      expect(await readFile(b.disk, '/v/b')).toBe('by b');
      volume.crash('lost', new Prng(1));
      expect(await b.disk.list('/v')).toEqual([]);
    });
  });
});

test('whatever is done, what was synced last is there after a crash', async () => {
  const step = fc.record({
    what: fc.constantFrom('create', 'append', 'sync', 'unlink', 'link', 'syncFolder'),
    name: fc.constantFrom('a', 'b', 'c'),
    other: fc.constantFrom('a', 'b', 'c'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), fc.nat(), async (steps, seed) => {
      /** A model: files as synced and as written, names as synced and as they are. */
      interface Model {
        written: string;
        synced: string;
      }
      const now = new Map<string, Model>();
      const durable = new Map<string, Model>();
      const found = await afterCrash(
        async (disk) => {
          const handles = new Map<Model, Awaited<ReturnType<Disk['create']>>>();
          for (const { what, name, other } of steps) {
            const model = now.get(name);
            const path = `/d/${name}`;
            if (what === 'syncFolder') {
              await disk.syncFolder('/d');
              durable.clear();
              for (const [key, value] of now) durable.set(key, value);
            } else if (what === 'create' && model === undefined) {
              const made = { written: '', synced: '' };
              handles.set(made, await disk.create(path));
              now.set(name, made);
            } else if (model !== undefined) {
              if (what === 'append') {
                await handles.get(model)?.append([Buffer.from(name)]);
                model.written += name;
              } else if (what === 'sync') {
                await handles.get(model)?.sync();
                model.synced = model.written;
              } else if (what === 'unlink') {
                await disk.unlink(path);
                now.delete(name);
              } else if (what === 'link' && !now.has(other)) {
                await disk.link(path, `/d/${other}`);
                now.set(other, model);
              }
            }
          }
        },
        'lost',
        seed,
      );
      expect(found).toEqual(Object.fromEntries([...durable].map(([name, { synced }]) => [`/d/${name}`, synced])));
    }),
  );
});
