import { applyFault } from '../faults/index.ts';
import type { Fault } from '../plan.ts';
import type { Recovery } from '../recovery.ts';
import type { SimSite } from '../simSite.ts';
import { isDone, type SingleTries } from './singleTries.ts';

/** Users that nobody else has. */
const FIRST_USER = 6_000_000;
const SIZE_MAX = 100_000;
const GREETING_MS = 3_000;
/** Milliseconds after which a storage knows nothing any more of what was the case before. */
const FORGET_MS = 1_100;
const TIMES_MAX = 3;
/** Files for each storage: so that mostly every one gets some. */
const FILES_EACH = 2;
const OPERATIONS = [
  ...['append', 'sync', 'link', 'unlink', 'syncFolder', 'open', 'readAt', 'create', 'makeFolders'],
] as const satisfies readonly Extract<Fault, { kind: 'diskError' }>['operation'][];

/**
 * All storages are started anew, and on the disk of each one some operations of one kind fail while files come and go.
 * What was the matter is forgotten when it is over: everything is stored at its first try then.
 */
export async function diskHiccups(site: SimSite, tries: SingleTries, recovery: Recovery): Promise<void> {
  const { world } = site;
  const { prng } = world;
  const span = { atMs: 0, lastsMs: 0 } as const;
  const storages = [...site.ofKind('storage').keys()];
  await Promise.all(site.ofKind('storage').map((storage) => storage.stopAndStart()));
  await world.sleep(GREETING_MS);
  await recovery.watch();
  const heals = storages.map((index) => {
    const operation = OPERATIONS[prng.below(OPERATIONS.length)] ?? 'append';
    const target = { kind: 'storage', index } as const;
    return applyFault(site, {
      ...{ ...span, kind: 'diskError', target, operation, reason: 'io', times: prng.between(1, TIMES_MAX) },
    });
  });
  const clients = site.ofKind('client').length;
  let next = 0;
  const files = (): { client: number; user: number; file: number }[] =>
    Array.from({ length: storages.length * FILES_EACH }, () => {
      const client = next % clients;
      return { client, user: FIRST_USER + next++, file: 0 };
    });
  const content = (): { size: number; content: number } => ({ size: prng.below(SIZE_MAX), content: prng.next() });
  const anyhow = { statement: 'CLIENT-BOUNDED', meanwhile: 'or not, while disks fail', fulfilled: () => true };
  for (const file of files()) {
    if (!(await tries.make({ ...file, kind: 'upload', ...content() }, anyhow))) continue;
    await tries.make({ ...file, kind: 'download', offset: 0, size: 0 }, anyhow);
    await tries.make({ ...file, kind: 'delete' }, anyhow);
  }
  for (const heal of heals) await heal();
  await world.sleep(FORGET_MS);
  await recovery.watch();
  const well = { statement: 'CLIENT-FIRST-TRY', meanwhile: 'after disks had failed and were well again' };
  for (const file of files()) {
    await tries.make({ ...file, kind: 'upload', ...content() }, { ...well, fulfilled: isDone });
  }
}
