import { describe, expect, it } from 'vitest';
import type { CrashedDisk, SimTree } from '../../sim/disk/simTree.ts';
import type { SimHost } from '../../sim/host/simHost.ts';
import { fileOf, filesBelow, STORE_PATH, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { unlessUnanswered } from '../../test/storage/unlessUnanswered.ts';

const ADDRESS = fileOf('f1');
const CONTENT = Buffer.alloc(5_000, 'the bytes of a film');

/** More steps than any operation has. */
const STEPS_MAX = 200;
/** Longer than it takes to settle what was left in staging. */
const SETTLED_MS = 200_000;

type Layout = 'own disk' | 'shared volume';

interface Scene {
  readonly site: TestSite;
  /** The storage that crashes. */
  readonly host: SimHost;
  /** Another one of its group, if there is one. */
  readonly other: SimHost | undefined;
  /** What is below the store path. */
  readonly stored: () => string[];
}

/** Runs `body` with one storage on its own disk, or with two that share a volume. */
function onStage(layout: Layout, seed: number, body: (scene: Scene) => Promise<void>): Promise<void> {
  return withSite(async (site) => {
    if (layout === 'own disk') {
      const host = site.machine('storage1');
      await body({ site, host, other: undefined, stored: () => filesBelow(host.machine.disk, STORE_PATH.folder) });
      return;
    }
    const { volume, hosts } = site.group('storage1', 'storage2');
    const [host, other] = hosts as [SimHost, SimHost];
    await site.startStorage(other);
    await body({ site, host, other, stored: () => filesBelow(volume as SimTree) });
  }, seed);
}

/** Crashes the storage at its `step`th disk or database operation from now on. Tells how many there were. */
function crashAt({ site, host }: Scene, step: number, disk: CrashedDisk): { steps: number } {
  const seen = { steps: 0 };
  const count = (): boolean => {
    if (!host.alive || ++seen.steps !== step) return false;
    host.crash({ disk });
    return true;
  };
  host.diskFaults.watch = () => {
    count();
  };
  site.files.watch = () => (count() ? new Promise(() => {}) : undefined);
  return seen;
}

/** Asks the storage that is going to crash; undefined when no answer comes. */
async function attempt<T>(scene: Scene, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessUnanswered(ask());
  } finally {
    scene.host.diskFaults.clear();
    scene.site.files.watch = undefined;
  }
}

/** Whether the file is there: complete, for every storage, with nothing beside it; or gone without a trace. */
async function isWholeOrGone(scene: Scene, host: SimHost): Promise<boolean> {
  const rows = scene.site.files.rows();
  expect(scene.stored()).toHaveLength(rows.length);
  for (const storage of [host, scene.other]) {
    if (storage === undefined) continue;
    const caller = await scene.site.call(storage);
    expect(await caller.download(ADDRESS)).toEqual(rows.length === 0 ? 404 : CONTENT);
  }
  return rows.length > 0;
}

/** What a crash tears is left to chance, so it is seen more than once. */
const TORN = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ['own disk', 'torn', seed] as const);

describe.each([['own disk', 'lost', 1], ['own disk', 'kept', 1], ['shared volume', 'lost', 1], ...TORN] as const)(
  'a crash of a storage with its %s, where what was not synced is %s (seed %i),',
  (layout, disk, seed) => {
    // Spec: UPLOAD-ORDER, UPLOAD-ALL-OR-NOTHING, UPLOAD-RESEND, STORE-SCRUB, STORE-STAGING
    it('at any step of an upload leaves the whole file or nothing, and the upload can be sent again', async () => {
      let answered = 0;
      for (let step = 1; answered === 0; step++) {
        expect(step).toBeLessThan(STEPS_MAX);
        await onStage(layout, seed * STEPS_MAX + step, async (scene) => {
          await scene.site.startStorage(scene.host);
          const caller = await scene.site.call(scene.host);
          const seen = crashAt(scene, step, disk);
          const outcome = await attempt(scene, () => caller.upload(ADDRESS, CONTENT));
          if (scene.host.alive) {
            expect(outcome).toBe('ok');
            answered = seen.steps;
            return;
          }
          expect(outcome).toBeUndefined();
          if (scene.other !== undefined) {
            expect([404, CONTENT]).toContainEqual(await (await scene.site.call(scene.other)).download(ADDRESS));
          }
          const again = scene.host.reboot();
          await scene.site.startStorage(again);
          const there = await isWholeOrGone(scene, again);
          expect(await (await scene.site.call(again)).upload(ADDRESS, CONTENT)).toBe(there ? 409 : 'ok');
          expect(await isWholeOrGone(scene, again)).toBe(true);
        });
      }
      expect(answered).toBeGreaterThan(10);
    });

    // Spec: DELETE-ORDER, DELETE-REPEAT, STORE-SCRUB
    it('at any step of a delete leaves the whole file or nothing, and the delete can be sent again', async () => {
      let answered = 0;
      for (let step = 1; answered === 0; step++) {
        expect(step).toBeLessThan(STEPS_MAX);
        await onStage(layout, seed * STEPS_MAX + step, async (scene) => {
          await scene.site.startStorage(scene.host);
          const caller = await scene.site.call(scene.host);
          expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
          // What follows makes it durable that the upload's entry has left the staging folder.
          expect(await caller.upload(fileOf('f0'), CONTENT)).toBe('ok');
          expect(await caller.delete(fileOf('f0'))).toBe('ok');
          expect(await caller.filesize(ADDRESS)).toBe(BigInt(CONTENT.length));
          const seen = crashAt(scene, step, disk);
          const outcome = await attempt(scene, () => caller.delete(ADDRESS));
          if (scene.host.alive) {
            expect(outcome).toBe('ok');
            answered = seen.steps;
            return;
          }
          expect(outcome).toBeUndefined();
          if (scene.other !== undefined) {
            expect([404, CONTENT]).toContainEqual(await (await scene.site.call(scene.other)).download(ADDRESS));
          }
          const again = scene.host.reboot();
          await scene.site.startStorage(again);
          const there = await isWholeOrGone(scene, again);
          expect(await (await scene.site.call(again)).delete(ADDRESS)).toBe(there ? 'ok' : 404);
          expect(await isWholeOrGone(scene, again)).toBe(false);
        });
      }
      expect(answered).toBeGreaterThan(5);
    });

    it('at any step of the start after a crash does not stand in the way of the next one', async () => {
      const operations = {
        upload: ['insert', 'before'],
        delete: ['remove', 'before'],
      } as const;
      for (const [operation, [store, when]] of Object.entries(operations)) {
        let started = false;
        for (let step = 1; !started; step++) {
          expect(step).toBeLessThan(STEPS_MAX);
          await onStage(layout, seed * STEPS_MAX + step, async (scene) => {
            const { site, host } = scene;
            await site.startStorage(host);
            const caller = await site.call(host);
            if (operation === 'delete') expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
            site.files.watch = (what, moment) => {
              if (what !== store || moment !== when) return undefined;
              host.crash({ disk });
              return new Promise(() => {});
            };
            await attempt(scene, () =>
              operation === 'delete' ? caller.delete(ADDRESS) : caller.upload(ADDRESS, CONTENT),
            );
            const second = host.reboot();
            crashAt({ ...scene, host: second }, step, disk);
            await Promise.race([site.startStorage(second), site.world.sleep(1_000)]);
            second.diskFaults.clear();
            site.files.watch = undefined;
            started = second.alive;
            const third = started ? second : second.reboot();
            if (!started) await site.startStorage(third);
            expect(await isWholeOrGone(scene, third)).toBe(false);
            third.crash({ disk });
            const fourth = third.reboot();
            await site.startStorage(fourth);
            expect(await isWholeOrGone(scene, fourth)).toBe(false);
          });
        }
      }
    });

    it('at any step of a delete that meets the end of the upload leaves the whole file or nothing', async () => {
      for (const delayMs of [2, 4, 6]) {
        let answered = false;
        for (let step = 1; !answered; step++) {
          expect(step).toBeLessThan(STEPS_MAX);
          await onStage(layout, seed * STEPS_MAX + step, async (scene) => {
            const { site, host } = scene;
            await site.startStorage(host);
            const [uploader, deleter] = [await site.call(host), await site.call(host)];
            // The row is there, but the uploading storage hears of it only later.
            site.files.watch = async (operation, when) => {
              if (operation !== 'insert' || when !== 'after') return;
              crashAt(scene, step, disk);
              deleted = attempt(scene, () => deleter.delete(ADDRESS));
              await site.world.sleep(delayMs);
            };
            let deleted: Promise<'ok' | number | undefined> | undefined;
            await uploader.upload(ADDRESS, CONTENT).catch(() => {});
            await deleted;
            host.diskFaults.clear();
            site.files.watch = undefined;
            answered = host.alive;
            const again = answered ? host : host.reboot();
            if (!answered) await site.startStorage(again);
            const there = await isWholeOrGone(scene, again);
            if (answered) expect(there).toBe(false);
          });
        }
      }
    });

    // Spec: DELETE-ORDER, DELETE-SEEN, STORE-GONE, STORE-SCRUB
    it('after a delete whose folders could not be synced leaves the whole file or nothing', async () => {
      const combinations = [0, 1, 2, 3].flatMap((skip) =>
        [1, 2, 4].flatMap((times) => [1, 2, 4].map((tries) => ({ skip, times, tries }))),
      );
      for (const [at, { skip, times, tries }] of combinations.entries()) {
        await onStage(layout, seed * STEPS_MAX + at, async (scene) => {
          const { site, host } = scene;
          await site.startStorage(host);
          expect(await (await site.call(host)).upload(ADDRESS, CONTENT)).toBe('ok');
          host.diskFaults.fail({ operation: 'syncFolder', reason: 'io', skip, times });
          const answers = [];
          for (let count = 0; count < tries; count++) {
            const caller = await site.call(host);
            answers.push(await unlessUnanswered(caller.delete(ADDRESS)));
          }
          await site.world.sleep(SETTLED_MS);
          host.diskFaults.clear();
          host.crash({ disk });
          const again = host.reboot();
          await site.startStorage(again);
          const there = await isWholeOrGone(scene, again);
          if (answers.some((answer) => answer === 'ok' || answer === 404)) expect(there).toBe(false);
        });
      }
    });

    // Spec: UPLOAD-DURABLE
    it('in the midst of many uploads and deletes loses none that was answered', async () => {
      for (const atMs of [2, 6, 10, 14, 20, 30, 45]) {
        await onStage(layout, seed + atMs, async (scene) => {
          const { site, host } = scene;
          await site.startStorage(host);
          const answered = new Map<string, 'uploaded' | 'deleted'>();
          const work = async (fileid: string): Promise<void> => {
            const caller = await site.call(host);
            if ((await caller.upload(fileOf(fileid), CONTENT)) === 'ok') answered.set(fileid, 'uploaded');
            if (fileid.endsWith('0')) return;
            answered.delete(fileid);
            if ((await caller.delete(fileOf(fileid))) === 'ok') answered.set(fileid, 'deleted');
          };
          const working = Array.from({ length: 20 }, (_, i) => work(`${i >> 1}.${i & 1}`).catch(() => {}));
          await site.world.sleep(atMs);
          host.crash({ disk });
          await Promise.all(working);
          const again = host.reboot();
          await site.startStorage(again);
          const caller = await site.call(again);
          for (const [fileid, state] of answered) {
            expect(await caller.download(fileOf(fileid))).toEqual(state === 'uploaded' ? CONTENT : 404);
          }
          const rows = site.files.rows();
          expect(scene.stored()).toHaveLength(rows.length);
          for (const row of rows) expect(await caller.download(row)).toEqual(CONTENT);
        });
      }
    });

    // Spec: UPLOAD-DURABLE, UPLOAD-ORDER
    it('right after the answer loses nothing of it', async () => {
      await onStage(layout, seed, async (scene) => {
        await scene.site.startStorage(scene.host);
        expect(await (await scene.site.call(scene.host)).upload(ADDRESS, CONTENT)).toBe('ok');
        scene.host.crash({ disk });
        const again = scene.host.reboot();
        await scene.site.startStorage(again);
        expect(await isWholeOrGone(scene, again)).toBe(true);
        expect(await (await scene.site.call(again)).delete(ADDRESS)).toBe('ok');
        again.crash({ disk });
        const third = again.reboot();
        await scene.site.startStorage(third);
        expect(await isWholeOrGone(scene, third)).toBe(false);
      });
    });
  },
);
