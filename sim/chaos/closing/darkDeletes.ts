import { applyFault } from '../faults/index.ts';
import type { Fault } from '../plan.ts';
import type { Recovery } from '../recovery.ts';
import type { SimSite } from '../simSite.ts';
import { isAnswered, isDone, type SingleTries } from './singleTries.ts';

/** Users that nobody else has. */
const FIRST_USER = 8_000_000;
const FILES = 12;
const SPAN = { atMs: 0, lastsMs: 0 } as const;
const SIZE_MAX = 10_000;
/** How many times slower disks are meanwhile: so that others can look while a delete is being made to last. */
const SLOWNESS = 50;
/** Milliseconds over which deletes and reads begin. */
const SPREAD_MS = 300;
const READS = 3;
/** Milliseconds a storage takes to tell a tracker that it is back. */
const GREETING_MS = 3_000;

/**
 * Files are deleted and asked for at the same time when all storages and volumes lose their power, and clients too, in the middle
 * of a delete: what was said to be gone is gone afterwards as well.
 */
export async function darkDeletes(site: SimSite, tries: SingleTries, recovery: Recovery): Promise<void> {
  const { world, plan } = site;
  const { prng } = world;
  const clients = site.ofKind('client').length;
  const files = Array.from({ length: FILES }, (_, at) => ({ client: at % clients, user: FIRST_USER + at, file: 0 }));
  const stored = { statement: 'CLIENT-FIRST-TRY', meanwhile: 'before the power failed', fulfilled: isDone };
  for (const file of files) {
    await tries.make({ ...file, kind: 'upload', size: prng.below(SIZE_MAX), content: prng.next() }, stored);
  }
  const slow = [...site.ofKind('storage').keys()].map((index) =>
    applyFault(site, { ...SPAN, kind: 'slowDisk', target: { kind: 'storage', index }, factor: SLOWNESS }),
  );
  const lights = Promise.withResolvers<() => Promise<void>>();
  let left = prng.between(1, FILES);
  const unwatches = site.ofKind('storage').map(({ host }) =>
    host.diskFaults.addWatcher((operation, path) => {
      if (operation !== 'syncFolder' || path.includes('/.tnv/') || --left > 0) return;
      for (const unwatch of unwatches) unwatch();
      const blackouts = plan.topology.groups.map((_, group): Fault => {
        return { ...SPAN, kind: 'blackout', group, disk: prng.chance(0.5) ? 'torn' : 'lost' };
      });
      // Nobody is left who would repeat a delete.
      const crashes = [...site.ofKind('client').keys()].map((index): Fault => {
        return { ...SPAN, kind: 'crash', target: { kind: 'client', index }, connections: 'silent', disk: 'kept' };
      });
      const heals = [...blackouts, ...crashes].map((fault) => applyFault(site, fault));
      lights.resolve(async () => {
        await Promise.all(heals.map((heal) => heal()));
      });
    }),
  );
  const anyhow = { statement: 'CLIENT-BOUNDED', meanwhile: 'or not, while the power fails', fulfilled: () => true };
  const asked = files.flatMap((file) =>
    Array.from({ length: 1 + READS }, async (_, nth) => {
      await world.sleep(prng.within(0, SPREAD_MS));
      await tries.make({ ...file, kind: nth === 0 ? 'delete' : 'filesize' }, anyhow);
    }),
  );
  const bringBack = await Promise.race([lights.promise, Promise.all(asked)]);
  for (const unwatch of unwatches) unwatch();
  for (const heal of slow) await heal();
  if (typeof bringBack === 'function') await bringBack();
  await Promise.all(asked);
  await recovery.watch();
  await world.sleep(GREETING_MS);
  const after = { statement: 'CLIENT-FIRST-TRY', meanwhile: 'after the power failed', fulfilled: isAnswered };
  for (const file of files) await tries.make({ ...file, kind: 'filesize' }, after);
}
