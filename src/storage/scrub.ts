import type { Host } from '../host/host.ts';
import { sometimes } from '../host/probe.ts';
import type { FileStore } from '../store/fileStore.ts';
import type { Settling } from './settling.ts';
import { settlePlaces } from './stagingRule.ts';
import type { Leftovers } from './storeFolder.ts';

/**
 * Applies the staging rule to what uploads and deletes of an earlier run have left in the staging folders. Asks the
 * database only when there is something; what cannot be decided now is left to `settling`, which never touches
 * entries made later. Never rejects. Spec: STORE-SCRUB.
 */
export async function scrub(
  host: Pick<Host, 'disk' | 'log' | 'meter'>,
  files: FileStore,
  { places, strangers }: Leftovers,
  settling: Settling,
): Promise<void> {
  for (const path of strangers) host.log.warn('stranger in staging', { path });
  if (places.length === 0) return;
  sometimes('storage.scrubs');
  const { left, ...settled } = await settlePlaces(host.disk, files, places);
  if (left.length > 0) {
    settling.add(
      left.map(({ place }) => place),
      left[0]?.error,
    );
  }
  const entries = host.meter.counter({
    name: 'tnv_scrub_entries_total',
    help: 'Entries of interrupted requests found at start: kept, removed, finished, or left for later.',
    labels: ['outcome'],
  });
  for (const [outcome, count] of Object.entries({ ...settled, left: left.length })) entries.add([outcome], count);
  host.log.info('scrub', { found: places.length, ...settled, left: left.length });
}
