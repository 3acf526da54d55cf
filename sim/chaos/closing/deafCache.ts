import type { FileNumber } from '../plan.ts';
import type { SimSite } from '../simSite.ts';
import { isDone, isMissing, type SingleTries } from './singleTries.ts';

/** Users that nobody else has. */
const FIRST_USER = 4_000_000;
const SIZE_MAX = 10_000;
const TROUBLES = ['errors', 'readOnly', 'asynchronousFailover'] as const;
/** Milliseconds after which every server asks the cache again. */
const REST_MS = 2_000;
/** Reads of each file: they go to one storage after another. */
const READS = 3;

/**
 * The cache does not do what it is told while files are deleted that it knows, or forgets afterwards that it did. The files are gone all the same, for every
 * storage, when the cache answers again.
 */
export async function deafCache(site: SimSite, tries: SingleTries): Promise<void> {
  const { world, cache } = site;
  const { prng } = world;
  const how = TROUBLES[prng.below(TROUBLES.length)] ?? 'errors';
  const files: (FileNumber & { readonly client: number })[] = [];
  const stored = { statement: 'CLIENT-FIRST-TRY', meanwhile: 'in peace, at its first try', fulfilled: isDone };
  for (const client of site.ofKind('client').keys()) {
    const file = { client, user: FIRST_USER + client, file: 0 };
    const content = { size: prng.below(SIZE_MAX), content: prng.next() };
    if (!(await tries.make({ ...file, ...content, kind: 'upload' }, stored))) continue;
    files.push(file);
    for (let read = 0; read < READS; read++) await tries.make({ ...file, kind: 'filesize' }, stored);
  }
  const atMs = world.nowMs;
  // What a failover loses was done before: the cache has taken the deletes, and forgets them.
  const begin = (): (() => void) => cache.trouble(how, 1, Math.max(1, world.nowMs - atMs));
  const end = how === 'asynchronousFailover' ? undefined : begin();
  const meanwhile = `while the cache has trouble "${how}", or before`;
  for (const file of files) {
    await tries.make({ ...file, kind: 'delete' }, { statement: 'CACHE-ADVISORY', meanwhile, fulfilled: isDone });
  }
  (end ?? begin())();
  await world.sleep(REST_MS);
  const gone = { statement: 'DELETE-STAYS', meanwhile: 'by saying that the file is gone', fulfilled: isMissing };
  for (const file of files) {
    for (let read = 0; read < READS; read++) await tries.make({ ...file, kind: 'filesize' }, gone);
  }
}
