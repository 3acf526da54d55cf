import { expect, test } from 'vitest';
import type { FileRow } from '../../../src/store/fileStore.ts';
import { StoreError } from '../../../src/store/storeError.ts';
import { World } from '../../world.ts';
import type { DatabaseTrouble } from '../plan.ts';
import { makeDependencies } from './index.ts';

const row = (count: number): FileRow => ({
  ...{ appid: 'a', userid: 'alice', size: 1 },
  fileid: `f${count}`,
  path: `/p/${count}`,
});

/** A database in a world, a storage's connections to it, and how a piece of work ended. */
function scene(seed = 1) {
  const world = new World(seed);
  const { storage } = makeDependencies(world, []).databases;
  const host = world.host('storage');
  const files = storage.connect(host);
  const outcome = async (work: Promise<unknown>): Promise<unknown> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return error.outcome;
    }
  };
  return { world, storage, host, files, outcome };
}

test.each<[DatabaseTrouble, read: string | undefined, change: string, done: boolean]>([
  ['away', 'failed', 'failed', false],
  ['certificationFailure', 'failed', 'failed', false],
  ['laggingNode', undefined, 'inserted', true],
  ['lostBefore', 'failed', 'unknown', false],
  ['lostAfter', 'failed', 'unknown', true],
  ['slow', undefined, 'inserted', true],
])('%s: a read ends %s, a change %s', async (how, read, change, done) => {
  const { world, storage, files, outcome } = scene();
  await world.run(async () => {
    const end = storage.trouble(how, 1, 100);
    expect(await outcome(files.find('alice', 'f1'))).toBe(read);
    expect(await outcome(files.insert(row(1)))).toBe(change);
    expect(storage.rows()).toHaveLength(done ? 1 : 0);
    expect(storage.unheard).toEqual(how === 'lostAfter' ? ['insert /p/1'] : []);
    end();
    expect(await files.insert(row(2))).toBe('inserted');
  });
});

test('late: the answer is lost, and the change is made some time after that', async () => {
  const { world, storage, files, outcome } = scene();
  await world.run(async () => {
    storage.trouble('late', 1, 10_000);
    expect(await outcome(files.insert(row(1)))).toBe('unknown');
    expect(storage.rows()).toHaveLength(0);
    await world.sleep(10_000);
    expect(storage.rows()).toHaveLength(1);
    expect(storage.unheard).toEqual(['insert /p/1']);
    storage.calm();
    expect(await files.find('alice', 'f1')).toEqual(row(1));
  });
});

test('a rate hits that part of the statements', async () => {
  const { world, storage, files, outcome } = scene();
  await world.run(async () => {
    storage.trouble('away', 0.25, 0);
    const ends = await Promise.all(
      Array.from({ length: 400 }, (_, count) => outcome(files.find('alice', `f${count}`))),
    );
    const failed = ends.filter((end) => end === 'failed').length;
    expect(failed).toBeGreaterThan(60);
    expect(failed).toBeLessThan(140);
  });
});

test('the newest trouble of a kind counts, and an older one again when it ends', async () => {
  const { world, storage, files, outcome } = scene();
  await world.run(async () => {
    const endOlder = storage.trouble('away', 1, 0);
    const endNewer = storage.trouble('away', 0, 0);
    expect(await outcome(files.find('alice', 'f1'))).toBe(undefined);
    endNewer();
    expect(await outcome(files.find('alice', 'f1'))).toBe('failed');
    endOlder();
    expect(await outcome(files.find('alice', 'f1'))).toBe(undefined);
  });
});

test('slow beyond patience: the answer is given up, the change is made when its turn comes', async () => {
  const { world, storage, files, outcome } = scene();
  await world.run(async () => {
    storage.trouble('slow', 1, 10_000_000);
    const startMs = world.nowMs;
    expect(await outcome(files.insert(row(1)))).toBe('unknown');
    expect(world.nowMs - startMs).toBe(30_000);
    expect(storage.rows()).toHaveLength(0);
    await world.sleep(10_000_000);
    expect(storage.rows()).toHaveLength(1);
  });
});

test('what a process had under way when it died may take effect, and it hears nothing', async () => {
  const kept = new Set<number>();
  for (let seed = 0; seed < 20; seed++) {
    const { world, storage, host, files } = scene(seed);
    await world.run(async () => {
      let heard = false;
      void files.insert(row(1)).finally(() => {
        heard = true;
      });
      host.crash();
      await world.sleep(1000);
      expect(heard).toBe(false);
      expect(storage.unheard).toHaveLength(storage.rows().length);
      kept.add(storage.rows().length);
    });
  }
  expect([...kept].sort()).toEqual([0, 1]);
});

test('a paused process hears of its answer when it goes on', async () => {
  const { world, host, files } = scene();
  await world.run(async () => {
    let heard = false;
    const asking = files.find('alice', 'f1').finally(() => {
      heard = true;
    });
    host.pause();
    await world.sleep(1000);
    expect(heard).toBe(false);
    host.resume();
    await asking;
  });
});

test('close waits for what is under way and refuses what comes after', async () => {
  const { world, files, outcome } = scene();
  await world.run(async () => {
    let heard = false;
    void files.find('alice', 'f1').finally(() => {
      heard = true;
    });
    await files.close();
    expect(heard).toBe(true);
    expect(await outcome(files.find('alice', 'f1'))).toBe('failed');
  });
});

// Spec: DB-QUORUM
test('lostQuorum: reads are refused, and changes mostly; of those at their COMMIT nobody knows', async () => {
  const { storage, world, files, outcome } = scene();
  await world.run(async () => {
    storage.trouble('lostQuorum', 1, 100);
    expect(await outcome(files.find('alice', 'f1'))).toBe('failed');
    const ends: unknown[] = [];
    for (let count = 0; count < 400; count++) ends.push(await outcome(files.insert(row(count))));
    expect(new Set(ends)).toEqual(new Set(['failed', 'unknown']));
    const unknown = ends.filter((end) => end === 'unknown').length;
    expect(unknown).toBeLessThan(100);
    expect(storage.rows().length).toBeGreaterThan(0);
    expect(storage.rows().length).toBeLessThan(unknown);
    expect(storage.unheard).toHaveLength(storage.rows().length);
  });
});

// Spec: DB-CAUSAL
test('laggingNode: what is asked waits until the node has caught up, and is refused when that takes too long', async () => {
  const { storage, world, files, outcome } = scene();
  await world.run(async () => {
    storage.trouble('laggingNode', 1, 1_000_000);
    const startMs = world.nowMs;
    expect(await outcome(files.insert(row(1)))).toBe('failed');
    expect(world.nowMs - startMs).toBeGreaterThan(9_000);
    await world.sleep(2_000_000);
    expect(storage.rows()).toEqual([]);
  });
});
