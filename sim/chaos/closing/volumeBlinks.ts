import { applyFault } from '../faults/index.ts';
import type { Recovery } from '../recovery.ts';
import type { SimSite } from '../simSite.ts';
import type { Heal } from '../site.ts';
import type { SiteMachine } from '../siteMachine.ts';
import { isAnswered, isDone, type SingleTries, type Wanted } from './singleTries.ts';

/** Users that nobody else has. */
const FIRST_USER = 7_000_000;
const SIZE_MAX = 10_000;
const ROUNDS = 16;
/** The last of the disk operations of a storage at which a blink begins, and how many of them it lasts at most. */
const NTH_MAX = 12;
const LENGTH_MAX = 4;

/**
 * Volumes are away for a few operations of a storage's disk while it works on a file, and back before it is done. What is
 * missing for that is not taken for gone.
 */
export async function volumeBlinks(site: SimSite, tries: SingleTries, recovery: Recovery): Promise<void> {
  const { prng } = site.world;
  const clients = site.ofKind('client').length;
  const content = (): { size: number; content: number } => ({ size: prng.below(SIZE_MAX), content: prng.next() });
  const stored = {
    statement: 'CLIENT-FIRST-TRY',
    meanwhile: 'before volumes were away for a moment',
    fulfilled: isDone,
  };
  const anyhow = {
    statement: 'CLIENT-BOUNDED',
    meanwhile: 'or not, while volumes are away for a moment',
    fulfilled: () => true,
  };
  const looked = {
    statement: 'CLIENT-FIRST-TRY',
    meanwhile: 'after volumes were away for a moment',
    fulfilled: isAnswered,
  };
  for (let round = 0; round < ROUNDS; round++) {
    const file = { client: round % clients, user: FIRST_USER + round, file: 0 };
    if (!(await tries.make({ ...file, ...content(), kind: 'upload' }, stored))) continue;
    const wanted: readonly Wanted[] = [
      { ...file, ...content(), kind: 'upload' },
      { ...file, kind: 'delete' },
      { ...file, kind: 'download', offset: 0, size: 0 },
      { ...file, kind: 'filesize' },
      { client: file.client, user: file.user, kind: 'list', limit: 0 },
    ];
    const heals = site.ofKind('storage').map((storage, index) => blink(site, storage, index));
    await tries.make(wanted[round % wanted.length] as Wanted, anyhow);
    for (const heal of heals) await heal();
    await tries.make({ ...file, kind: 'filesize' }, looked);
  }
  await recovery.watch();
}

/** A storage does not see its volumes for some operations of its disk, from one of the next on. */
function blink(site: SimSite, { host }: SiteMachine, index: number): Heal {
  const { prng } = site.world;
  const [from, length] = [prng.between(1, NTH_MAX), prng.between(1, LENGTH_MAX)];
  let count = 0;
  let heal: Heal = () => {};
  const unwatch = host.diskFaults.addWatcher(() => {
    count++;
    if (count === from) {
      const target = { kind: 'storage', index } as const;
      heal = applyFault(site, { atMs: 0, lastsMs: 0, kind: 'unmount', target, shows: 'nothing' });
    }
    if (count === from + length) end();
  });
  const end = (): void => {
    unwatch();
    void heal();
    heal = () => {};
  };
  return end;
}
