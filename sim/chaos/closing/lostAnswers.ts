import type { DatabaseTrouble } from '../plan.ts';
import type { Recovery } from '../recovery.ts';
import type { SimSite } from '../simSite.ts';
import { isAnswered, isDone, type SingleTries } from './singleTries.ts';

/** Users that nobody else has. */
const FIRST_USER = 3_000_000;
/** Their files: one that is uploaded, one that is begun to be uploaded, one that was there before and is deleted. */
const [NEW, CUT, OLD] = [0, 1, 2];
const SIZE_MAX = 10_000;
const TROUBLES = ['lostBefore', 'lostAfter', 'late', 'late'] as const satisfies readonly DatabaseTrouble[];
/** Milliseconds: how late answers are missed, and for how long the trouble lasts. */
const LATENCY_MS = [5_000, 30_000] as const;
const LASTS_MAX_MS = 30_000;
/** Milliseconds until what was asked in trouble has taken effect or never will, and was looked after. */
const REST_MS = 60_000;

/**
 * The database of the storages loses its answers while every client uploads two files, going away from one of them,
 * and deletes one: some of that happens, some not, some late. Afterwards nothing is half there, and whatever is asked of
 * these files is answered.
 */
export async function lostAnswers(site: SimSite, tries: SingleTries, recovery: Recovery): Promise<void> {
  const { world, databases } = site;
  const { prng } = world;
  const how = TROUBLES[prng.below(TROUBLES.length)] ?? 'late';
  const files = [...site.ofKind('client').keys()].flatMap((client) =>
    [NEW, CUT, OLD].map((file) => ({ client, user: FIRST_USER + client, file })),
  );
  const stored = { statement: 'CLIENT-FIRST-TRY', meanwhile: 'in peace, at its first try', fulfilled: isDone };
  const old = files.filter(({ file }) => file === OLD);
  for (const file of old) {
    await tries.make({ ...file, kind: 'upload', size: prng.below(SIZE_MAX), content: prng.next() }, stored);
  }
  const end = databases.storage.trouble(how, 1, prng.between(...LATENCY_MS));
  const meanwhile = `while the database of the storages has trouble "${how}"`;
  const whatever = { statement: 'DB-UNKNOWN', meanwhile, fulfilled: () => true };
  const changes = files.map((file) => {
    if (file.file === OLD) return tries.make({ ...file, kind: 'delete' }, whatever);
    const upload = { ...file, size: prng.below(SIZE_MAX), content: prng.next() };
    if (file.file === NEW) return tries.make({ ...upload, kind: 'upload' }, whatever);
    return tries.make({ ...upload, kind: 'cutUpload', sent: upload.size }, whatever);
  });
  await world.sleep(prng.below(LASTS_MAX_MS));
  end();
  await Promise.all(changes);
  await world.sleep(REST_MS);
  await recovery.watch();
  const after = { statement: 'CLIENT-FIRST-TRY', meanwhile: `at its first try after trouble "${how}"` };
  for (const file of files) await tries.make({ ...file, kind: 'filesize' }, { ...after, fulfilled: isAnswered });
}
