import { describe, expect, it, vi } from 'vitest';
import { joinsCases } from '../../conformance/cases/joins/index.ts';
import { BrokenStorage } from '../conformance/broken/storage.ts';
import { STORAGE_FAULTS, type StorageFault } from '../conformance/broken/storageFaults.ts';
import { judged } from '../conformance/judged.ts';
import { freePort } from '../services/freePort.ts';

const HEARTBEAT_MS = 400;

/** Exactly the cases that fail for each fault. */
const CAUGHT: Readonly<Record<StorageFault, readonly string[]>> = {
  none: [],
  'never-joins': ['joins/join/arrives'],
  'never-beats': ['joins/beat/arrives'],
  'beats-once': [
    'joins/beat/same-connection',
    'joins/beat/interval',
    'joins/beat/slow-tracker',
    'joins/beat/reply-in-bytes',
    'joins/beat/one-connection',
    'joins/beat/two-trackers',
    'joins/beat/one-tracker-dead',
    'joins/rejoin/other-tracker-hangs',
  ],
  'beats-late': ['joins/beat/at-once'],
  'beats-elsewhere': ['joins/beat/same-connection', 'joins/beat/one-connection'],
  'four-byte-port': ['joins/join/layout'],
  'garbage-padding': ['joins/join/padding'],
  'beats-for-another-group': ['joins/beat/names'],
  milliseconds: ['joins/join/times'],
  'starts-anew': ['joins/join/again'],
  'joins-too-early': ['joins/join/ready'],
  'never-comes-back': ['joins/join/comes-back'],
  'ignores-refusals': ['joins/rejoin/join-refused', 'joins/rejoin/beat-refused'],
  'no-timeout': ['joins/rejoin/join-silence', 'joins/rejoin/beat-silence'],
  floods: ['joins/rejoin/no-flood'],
  'two-connections': ['joins/beat/same-connection', 'joins/beat/one-connection', 'joins/beat/one-tracker-dead'],
  pipelines: ['joins/beat/after-join-reply'],
  'one-tracker': ['joins/beat/two-trackers'],
  'key-without-nul': ['joins/ids/asks'],
  'one-id-server': ['joins/ids/second-server', 'joins/ids/first-hangs'],
  'any-id': ['joins/ids/space-end', 'joins/ids/far-id', 'joins/ids/negative-id'],
  overwrites: ['joins/ids/repeated'],
};

/** The cases that fail, and why. */
async function failing(fault: StorageFault): Promise<{ ids: string[]; why: string }> {
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
  const [tracker1, tracker2, id1, id2] = ports.map((port) => ({ host: '127.0.0.1', port }));
  if (!tracker1 || !tracker2 || !id1 || !id2) throw new Error('no ports');
  const joins = { trackers: [tracker1, tracker2], ids: [id1, id2] };
  const storage = await BrokenStorage.start(fault, { ...joins, heartbeatMs: HEARTBEAT_MS });
  try {
    const report = await judged(joinsCases, { joins, heartbeatMs: HEARTBEAT_MS, patienceMs: 6_000 });
    const failed = report.cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    return { ids: failed.map(({ id }) => id), why: failed.map(({ id, why }) => `${id}: ${why}`).join('\n') };
  } finally {
    await storage.stop();
  }
}

// They wait for heartbeats, and for what must not come.
vi.setConfig({ maxConcurrency: 12 });

describe.concurrent('a storage that is wrong in one way', () => {
  it.each(STORAGE_FAULTS)('is caught by exactly the cases for it: %s', async (fault) => {
    const { ids, why } = await failing(fault);
    expect(ids, why).toEqual(CAUGHT[fault]);
  });
});
