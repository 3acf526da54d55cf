import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { Prng } from '../../sim/prng.ts';
import type { Caller } from '../../test/storage/caller.ts';
import { FileModel, type Outcome } from '../../test/storage/fileModel.ts';
import { fileOf, filesBelow, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { EndOfStream } from '../wire/byteReader.ts';

const DURATION_MS = 5_000;
const FILES = ['a', 'b', 'c', 'd'];

/** Longer than it takes to settle what was left in staging. */
const SETTLED_MS = 200_000;

interface Scene {
  readonly site: TestSite;
  readonly prng: Prng;
  /** The processes that run now. */
  readonly hosts: SimHost[];
  over: boolean;
}

function anyOf<T>(prng: Prng, list: readonly T[]): T {
  return list[prng.below(list.length)] as T;
}

/** Does one thing to a file through a storage. */
async function act(caller: Caller, prng: Prng, fileid: string, content: string): Promise<Outcome> {
  const address = fileOf(fileid);
  const choice = prng.below(10);
  const unanswered = (error: unknown): 'unanswered' => {
    if (error instanceof ConnectionLost || error instanceof EndOfStream) return 'unanswered';
    throw error;
  };
  if (choice < 4) {
    const answer = await caller.upload(address, Buffer.from(content)).catch(unanswered);
    return { did: 'upload', answer, content };
  }
  if (choice < 6) return { did: 'delete', answer: await caller.delete(address).catch(unanswered), content };
  const answer = await caller.download(address).catch(unanswered);
  // A read that got no answer says nothing, like one that failed.
  return { did: 'read', answer: answer === 'unanswered' ? 503 : Buffer.isBuffer(answer) ? String(answer) : answer };
}

/** One client that works on one file, through any of the storages, and sees that the answers make sense. */
async function work(scene: Scene, fileid: string, model: FileModel): Promise<void> {
  const { site, prng } = scene;
  const story: string[] = [];
  for (let count = 0; !scene.over; count++) {
    await site.world.sleep(prng.within(0, 40));
    const host = anyOf(prng, scene.hosts);
    const caller = await site.call(host).catch(() => undefined);
    if (caller === undefined) continue;
    const outcome = await act(caller, prng, fileid, `${fileid}${count} `.repeat(20));
    caller.leave();
    story.push(`${site.world.nowMs} ${host.hostname} ${JSON.stringify(outcome)}`);
    if (!model.observe(outcome)) throw new Error(`${fileid} is not linearizable:\n${story.join('\n')}`);
  }
}

/** Crashes storages, and lets the database and the disks fail now and then. */
async function disturb(scene: Scene): Promise<void> {
  const { site, prng, hosts } = scene;
  while (!scene.over) {
    await site.world.sleep(prng.within(5, 150));
    const at = prng.below(hosts.length);
    const host = hosts[at] as SimHost;
    const choice = prng.below(8);
    if (choice < 2) {
      host.crash();
      await site.world.sleep(prng.within(0, 100));
      hosts[at] = await restart(site, host);
    } else if (choice < 6) {
      const operation = anyOf(prng, ['find', 'withPaths', 'insert', 'remove'] as const);
      const unknown = (operation === 'insert' || operation === 'remove') && prng.chance(0.7);
      const done = unknown && prng.chance(0.5);
      site.files.fail(operation, unknown ? 'unknown' : 'failed', { done, times: 1 + prng.below(3) });
    } else {
      const operation = anyOf(prng, ['link', 'unlink', 'sync', 'syncFolder', 'append', 'stat', 'open'] as const);
      host.diskFaults.fail({ operation, reason: 'io', skip: prng.below(3) });
    }
  }
}

/** A new process on the same machine; a disk that fails at its start is tried again. */
async function restart(site: TestSite, host: SimHost): Promise<SimHost> {
  const next = host.reboot();
  for (;;) {
    try {
      await site.startStorage(next);
      return next;
    } catch (error) {
      expect((error as Error).message).toContain('cannot be used: injected');
    }
  }
}

describe('two storages of a group, among crashes and failures of database and disks,', () => {
  it.each([1, 2, 3, 4, 5, 6])('answer as if there were one, and leave nothing behind (seed %i)', (seed) =>
    withSite(async (site) => {
      const { volume, hosts } = site.group('storage1', 'storage2');
      for (const host of hosts) await site.startStorage(host);
      const scene: Scene = { site, prng: new Prng(seed), hosts, over: false };
      const models = new Map(FILES.map((fileid) => [fileid, new FileModel()]));
      const working = [...models].map(([fileid, model]) => work(scene, fileid, model));
      const all = Promise.all([disturb(scene), ...working]);
      await Promise.race([all, site.world.sleep(DURATION_MS)]);
      scene.over = true;
      await all;

      site.files.heal();
      for (const host of hosts) host.diskFaults.clear();
      await site.world.sleep(SETTLED_MS);
      for (const [fileid, model] of models) {
        for (const host of hosts) {
          const content = await (await site.call(host)).download(fileOf(fileid));
          const outcome = { did: 'read', answer: Buffer.isBuffer(content) ? String(content) : content } as const;
          expect(content).not.toBe(500);
          expect(model.observe(outcome)).toBe(true);
        }
      }
      expect(filesBelow(volume)).toHaveLength(site.files.rows().length);
    }, seed),
  );
});
