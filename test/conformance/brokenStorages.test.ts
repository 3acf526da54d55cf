import { describe, expect, it } from 'vitest';
import { joinsCases } from '../../conformance/cases/joins/index.ts';
import { freePort } from '../services/freePort.ts';
import { BrokenStorage } from './broken/storage.ts';
import { STORAGE_FAULTS, type StorageFault } from './broken/storageFaults.ts';
import { judged } from './judged.ts';

const HEARTBEAT_MS = 400;

/** Exactly the cases that fail for each fault; the statements they name are those that are broken. */
const CAUGHT: Readonly<Record<StorageFault, readonly string[]>> = {
  none: [],
} as never;

async function failing(fault: StorageFault): Promise<string[]> {
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
  const [tracker1, tracker2, id1, id2] = ports.map((port) => ({ host: '127.0.0.1', port }));
  if (!tracker1 || !tracker2 || !id1 || !id2) throw new Error('no ports');
  const joins = { trackers: [tracker1, tracker2], ids: [id1, id2] };
  const storage = await BrokenStorage.start(fault, { ...joins, heartbeatMs: HEARTBEAT_MS });
  try {
    const report = await judged(joinsCases, { joins, heartbeatMs: HEARTBEAT_MS, patienceMs: 6_000 });
    for (const each of report.cases) if (each.verdict === "fail" || each.verdict === "error") console.log(`@@ ${fault} ${each.id} ${each.why}`);
    return report.cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'error').map(({ id }) => id);
  } finally {
    await storage.stop();
  }
}

describe.concurrent('a storage that is wrong in one way', () => {
  it.each(STORAGE_FAULTS)('is caught by exactly the cases for it: %s', { timeout: 120_000 }, async (fault) => {
    expect(await failing(fault)).toEqual(CAUGHT[fault] ?? []);
  });
});
