import { applyFault } from '../faults/index.ts';
import type { Fault } from '../plan.ts';
import type { Recovery } from '../recovery.ts';
import type { SimSite } from '../simSite.ts';
import { isDone, type SingleTries } from './singleTries.ts';

/** Users that nobody else has. */
const FIRST_USER = 2_000_000;
const GREETING_MS = 3_000;
const SIZE_MIN = 1_000;
const SIZE_MAX = 1_000_000;
const CUTS = ['cut'] as const;
const STRIKES = [...CUTS, 'stop', 'reset', 'closed', 'silent'] as const;

/**
 * Every client in turn stores a file and reads a part of it, and the storage that sends it is struck on the way: it goes
 * on elsewhere, and has all its bytes. Where a storage is alone in its group, only its connections are cut.
 */
export async function struckDownloads(site: SimSite, tries: SingleTries, recovery: Recovery): Promise<void> {
  const { prng } = site.world;
  const hows = site.plan.topology.groups.every(({ storages }) => storages > 1) ? STRIKES : CUTS;
  for (const client of site.ofKind('client').keys()) {
    const file = { user: FIRST_USER + client, file: 0 };
    const whole = Math.floor(prng.magnitude(SIZE_MIN, SIZE_MAX));
    const offset = prng.chance(0.3) ? 0 : prng.below(whole);
    const size = prng.chance(0.5) ? 0 : 1 + prng.below(whole - offset);
    const nth = 1 + prng.below(size === 0 ? whole - offset : size);
    const how = hows[prng.below(hows.length)] ?? 'cut';
    const stored = { statement: 'CLIENT-FIRST-TRY', meanwhile: 'in peace, at its first try', fulfilled: isDone };
    if (!(await tries.make({ client, kind: 'upload', size: whole, content: prng.next(), ...file }, stored))) continue;
    const strike: Fault = { atMs: 0, lastsMs: 0, kind: 'strikeInTransit', of: 'storage', nth, how };
    const heal = applyFault(site, strike);
    const meanwhile = `although a storage is struck (${how}) at byte ${nth} of it`;
    const resumed = { statement: 'CLIENT-RESUME', meanwhile, fulfilled: isDone };
    await tries.make({ client, kind: 'download', offset, size, ...file }, resumed);
    await heal();
    // A storage that lost its connections joins anew, after a pause of half an interval at most (STORAGE-BACKOFF); for a
    // moment it is ONLINE then, not ACTIVE.
    await site.world.sleep(site.plan.topology.heartBeatIntervalMs / 2 + GREETING_MS);
    await recovery.watch();
  }
}
