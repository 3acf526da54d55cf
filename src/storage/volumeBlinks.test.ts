import { describe, expect, it } from 'vitest';
import type { SimTree } from '../../sim/disk/simTree.ts';
import type { SimHost } from '../../sim/host/simHost.ts';
import type { Caller } from '../../test/storage/caller.ts';
import { fileOf, filesBelow, STORE_PATH, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { unlessUnanswered } from '../../test/storage/unlessUnanswered.ts';

const ADDRESS = fileOf('f1');
const CONTENT = Buffer.alloc(5_000, 'the bytes of a film');
const OTHER = Buffer.alloc(300, 'another film');

/** What is said when a file that is open cannot be read or written: a volume that goes away looks like a disk that is broken. */
const BROKEN = 500;
/** More steps than any operation has. */
const STEPS_MAX = 100;
/** Steps for which the volume is away. */
const LENGTHS = [1, 2, 3, 5] as const;
/** Longer than it takes to settle what was left in staging. */
const SETTLED_MS = 200_000;

interface Scene {
  readonly site: TestSite;
  readonly volume: SimTree;
  readonly host: SimHost;
  readonly caller: Caller;
}

/** A storage with a volume that has one file. */
function onStage(seed: number, body: (scene: Scene) => Promise<void>): Promise<void> {
  return withSite(async (site) => {
    const { volume, hosts } = site.group('storage1');
    const [host] = hosts as [SimHost];
    // Below the mount there is what a start has left that was surprised by the volume going away.
    host.machine.disk.putFolder(`${STORE_PATH.folder}/.tnv/storage1_23000/volume-1`);
    await site.startStorage(host);
    const caller = await site.call(host);
    expect(await caller.upload(ADDRESS, CONTENT)).toBe('ok');
    await body({ site, volume, host, caller });
  }, seed);
}

/** Takes the volume away before the `from`th disk operation from now on, and puts it back `length` operations later. */
function blink({ site, host }: Scene, from: number, length: number): { steps: number } {
  const seen = { steps: 0 };
  host.diskFaults.watch = () => {
    seen.steps++;
    if (seen.steps === from) site.unmount(host);
    if (seen.steps === from + length) site.mount(host);
  };
  return seen;
}

/**
 * Does `ask`, after `prepare`, with the volume away at each of its steps in turn, and lets `judge` look at the answer when
 * all has come to rest.
 */
async function atEveryStep<T>(
  ask: (scene: Scene) => Promise<T>,
  judge: (answer: T | undefined, scene: Scene) => Promise<void>,
  prepare: (scene: Scene) => Promise<void> = async () => {},
): Promise<void> {
  for (const length of LENGTHS) {
    let done = false;
    for (let step = 1; !done; step++) {
      expect(step).toBeLessThan(STEPS_MAX);
      await onStage(step, async (scene) => {
        const { site, host } = scene;
        await prepare(scene);
        const seen = blink(scene, step, length);
        const answer = await unlessUnanswered(ask(scene));
        done = seen.steps < step;
        host.diskFaults.clear();
        site.mount(host);
        await site.world.sleep(SETTLED_MS);
        await judge(answer, { ...scene, caller: await site.call(host) });
      });
    }
  }
}

/** The file is there, and nothing else. */
async function isUntouched({ site, volume, caller }: Scene): Promise<void> {
  expect(await caller.download(ADDRESS)).toEqual(CONTENT);
  expect(site.files.rows()).toHaveLength(1);
  expect(filesBelow(volume)).toHaveLength(1);
}

// Spec: READ-VOLUME, STORE-GONE
describe('a volume that is away for a moment, at any step', () => {
  it('of a download, a question for the size or a listing is not taken for one without the file', async () => {
    const all = { more: false, files: [expect.objectContaining({ fileid: ADDRESS.fileid })] };
    await atEveryStep(
      ({ caller }) => caller.download(ADDRESS),
      async (answer, scene) => {
        expect([CONTENT, 503, BROKEN, undefined]).toContainEqual(answer);
        await isUntouched(scene);
      },
    );
    await atEveryStep(
      ({ caller }) => caller.filesize(ADDRESS),
      async (answer, scene) => {
        expect([BigInt(CONTENT.length), expect.objectContaining({ errorNumber: 503 })]).toContainEqual(answer);
        await isUntouched(scene);
      },
    );
    await atEveryStep(
      ({ caller }) => caller.list(),
      async (answer, scene) => {
        expect([all, 503]).toContainEqual(answer);
        await isUntouched(scene);
      },
    );
  });

  it('of an upload leaves the whole file or nothing', () =>
    atEveryStep(
      ({ caller }) => caller.upload(fileOf('f2'), OTHER),
      async (answer, { site, volume, caller }) => {
        expect(['ok', 503, BROKEN, undefined]).toContain(answer);
        const there = await caller.download(fileOf('f2'));
        expect(there).toEqual(answer === 'ok' || Buffer.isBuffer(there) ? OTHER : 404);
        expect(await caller.download(ADDRESS)).toEqual(CONTENT);
        expect(filesBelow(volume)).toHaveLength(site.files.rows().length);
      },
    ));

  // Spec: UPLOAD-DUPLICATE, STORE-DANGLING
  it('of an upload of an id that is taken does not cost the file that has it', () =>
    atEveryStep(
      ({ caller }) => caller.upload(ADDRESS, OTHER),
      async (answer, scene) => {
        expect([409, 503, BROKEN, undefined]).toContain(answer);
        await isUntouched(scene);
      },
    ));

  // Spec: DELETE-ORDER, DELETE-STAYS
  it('of a delete leaves the whole file or nothing, and the delete can be sent again', () =>
    atEveryStep(
      ({ caller }) => caller.delete(ADDRESS),
      async (answer, scene) => {
        const { site, volume, caller } = scene;
        expect(['ok', 503, undefined]).toContain(answer);
        const gone = site.files.rows().length === 0;
        if (answer === 'ok') expect(gone).toBe(true);
        if (!gone) await isUntouched(scene);
        expect(await caller.delete(ADDRESS)).toBe(gone ? 404 : 'ok');
        expect(site.files.rows()).toEqual([]);
        expect(filesBelow(volume)).toEqual([]);
      },
    ));

  // Spec: STORE-SCRUB, DB-UNKNOWN
  it('of what is settled after the database did not answer an upload leaves the file', () =>
    atEveryStep(
      ({ site }) => site.world.sleep(SETTLED_MS),
      async (_, { site, volume, caller }) => {
        expect(await caller.download(fileOf('f2'))).toEqual(OTHER);
        expect(site.files.rows()).toHaveLength(2);
        expect(filesBelow(volume)).toHaveLength(2);
      },
      async ({ site, volume, caller }) => {
        site.files.fail('insert', 'unknown', { done: true, times: STEPS_MAX });
        expect(await unlessUnanswered(caller.upload(fileOf('f2'), OTHER))).toBe(undefined);
        site.files.heal();
        expect(filesBelow(volume)).toHaveLength(3);
      },
    ));

  it('of what is settled after the database did not answer a delete leaves nothing', () =>
    atEveryStep(
      ({ site }) => site.world.sleep(SETTLED_MS),
      async (_, { site, volume }) => {
        expect(site.files.rows()).toEqual([]);
        expect(filesBelow(volume)).toEqual([]);
      },
      async ({ site, volume, caller }) => {
        site.files.fail('remove', 'unknown', { done: false });
        expect(await unlessUnanswered(caller.delete(ADDRESS))).toBe(undefined);
        expect(filesBelow(volume)).toHaveLength(1);
      },
    ));

  // Spec: STORE-MARK
  it('is not confused with the folder it was mounted on, whatever has been left there', () =>
    onStage(1, async (scene) => {
      const { site, host, caller } = scene;
      site.unmount(host);
      expect(await caller.download(ADDRESS)).toBe(503);
      expect(await caller.list()).toBe(503);
      expect(await caller.delete(ADDRESS)).toBe(503);
      expect(await caller.upload(fileOf('f2'), OTHER)).toBe(503);
      site.mount(host);
      await isUntouched(scene);
      expect(filesBelow(host.machine.disk)).toEqual([]);
    }));

  it('is not waited for without end where a file is to be seen and cannot be reached', () =>
    onStage(1, async ({ site, volume, host, caller }) => {
      const lasting = { reason: 'missing', times: Number.POSITIVE_INFINITY } as const;
      host.diskFaults.fail({ operation: 'open', ...lasting });
      expect(await caller.download(ADDRESS)).toBe(503);
      host.diskFaults.fail({ operation: 'link', ...lasting });
      expect(await caller.delete(ADDRESS)).toBe(503);
      host.diskFaults.clear();
      host.diskFaults.fail({ operation: 'unlink', ...lasting });
      expect(await unlessUnanswered(caller.delete(ADDRESS))).toBe(undefined);
      host.diskFaults.clear();
      await site.world.sleep(SETTLED_MS);
      await isUntouched({ site, volume, host, caller: await site.call(host) });
    }));
});
