import { expect, test } from 'vitest';
import { CacheError } from '../../../src/cache/cache.ts';
import { World } from '../../world.ts';
import { makeDependencies } from './index.ts';

function scene(seed = 1) {
  const world = new World(seed);
  const { cache } = makeDependencies(world, []);
  return { world, shared: cache, one: cache.connect(world.host('a')), other: cache.connect(world.host('b')) };
}

test('daemons share the entries, which expire by the time of the world', async () => {
  const { world, one, other } = scene();
  await world.run(async () => {
    await one.set('key', 'value', 10);
    expect(await other.get('key')).toBe('value');
    await world.sleep(10_000);
    expect(await other.get('key')).toBe(undefined);
  });
});

test('forgetsAll drops everything at once', async () => {
  const { world, shared, one } = scene();
  await world.run(async () => {
    await one.set('key', 'value', 10);
    shared.trouble('forgetsAll', 1, 0);
    expect(await one.get('key')).toBe(undefined);
    await one.set('key', 'again', 10);
    expect(await one.get('key')).toBe('again');
  });
});

test('evicts takes away what is asked for, before it is found or after it was kept', async () => {
  const { world, shared, one } = scene();
  await world.run(async () => {
    const end = shared.trouble('evicts', 1, 0);
    const found = new Set<string | undefined>();
    for (let count = 0; count < 20; count++) {
      await one.set(`key${count}`, 'value', 10);
      found.add(await one.get(`key${count}`));
    }
    expect([...found]).toEqual([undefined]);
    end();
    await one.set('key', 'value', 10);
    expect(await one.get('key')).toBe('value');
  });
});

test('errors: requests fail, and some of them are done all the same', async () => {
  const { world, shared, one } = scene();
  await world.run(async () => {
    const end = shared.trouble('errors', 1, 100);
    for (let count = 0; count < 40; count++) await expect(one.set(`key${count}`, 'v', 10)).rejects.toThrow(CacheError);
    await world.sleep(1000);
    end();
    const kept = await Promise.all(Array.from({ length: 40 }, (_, count) => one.get(`key${count}`)));
    expect(new Set(kept)).toEqual(new Set(['v', undefined]));
  });
});

test('readOnly: entries can be read, and are not changed', async () => {
  const { world, shared, one } = scene();
  await world.run(async () => {
    await one.set('key', 'old', 100);
    const end = shared.trouble('readOnly', 1, 100);
    await expect(one.set('key', 'new', 100)).rejects.toThrow(CacheError);
    await expect(one.delete('key')).rejects.toThrow(CacheError);
    await world.sleep(1000);
    expect(await one.get('key')).toBe('old');
    end();
    await one.delete('key');
    expect(await one.get('key')).toBe(undefined);
  });
});

test('slow: requests take longer, and fail when it is too long', async () => {
  const { world, shared, one } = scene();
  await world.run(async () => {
    shared.trouble('slow', 1, 1000);
    const startMs = world.nowMs;
    for (let count = 0; count < 10; count++) await one.get('key');
    expect(world.nowMs - startMs).toBeGreaterThan(1000);
    shared.trouble('slow', 1, 1e9);
    const againMs = world.nowMs;
    await expect(one.get('key')).rejects.toThrow(CacheError);
    expect(world.nowMs - againMs).toBe(10_000);
    shared.calm();
    expect(await one.get('key')).toBe(undefined);
  });
});

// Spec: CACHE-FALLS-BACK
test('asynchronousFailover: the latest changes are lost, deletes too, and for a while nobody has the slots', async () => {
  const { world, shared, one } = scene();
  await world.run(async () => {
    await one.set('deleted', 'old', 100);
    await one.set('changed', 'old', 100);
    await one.set('short', 'old', 10);
    await world.sleep(8_000);
    await one.delete('deleted');
    await one.set('changed', 'new', 100);
    await one.set('added', 'new', 100);
    await world.sleep(5_000);
    await one.delete('short');
    const end = shared.trouble('asynchronousFailover', 1, 6_000);
    await expect(one.get('changed')).rejects.toThrow(CacheError);
    await expect(one.delete('changed')).rejects.toThrow(CacheError);
    end();
    expect(await one.get('deleted')).toBe('old');
    expect(await one.get('changed')).toBe('old');
    expect(await one.get('added')).toBe(undefined);
    expect(await one.get('short')).toBe(undefined);
  });
});
