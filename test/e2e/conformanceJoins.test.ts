import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { joinsCases } from '../../conformance/cases/joins/index.ts';
import { freePort } from '../services/freePort.ts';
import { kitReport, notPassed } from './conformanceReport.ts';
import { hookServer } from './hookServer.ts';
import { Program } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const HEART_BEAT_SECONDS = 1;

// Spec: STORAGE-LINK, STORAGE-BACKOFF, STORAGE-READY, STORAGE-ID-FAILOVER, TRACKER-RELEARN
it('tnv storage passes every case for storages that join', async () => {
  await using folder = await temporaryFolder();
  const [tracker1, tracker2, id1, id2, port] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const config = join(folder.path, 'etc', 'storage.cfg');
  mkdirSync(join(folder.path, 'etc'));
  writeFileSync(
    config,
    `service storage {
      tnv_store_paths = ../data
      tnv_listen_host = 127.0.0.1
      tnv_storage_port = ${port}
      tnv_tracker_addrs = 127.0.0.1:${tracker1};127.0.0.1:${tracker2}
      tnv_ids_addrs = 127.0.0.1:${id1};127.0.0.1:${id2}
      tnv_heart_beat_interval = ${HEART_BEAT_SECONDS}
    }\n`,
  );
  let storage: Program | undefined;
  const start = async (): Promise<void> => {
    storage = new Program(['storage', '-c', config]);
    await storage.jsonLine((line) => line.event === 'listening');
  };
  await using hook = await hookServer(folder.path, async (action) => {
    if (action === 'kill') await storage?.kill();
    if (action === 'restart') await storage?.interrupt();
    if (action === 'start' || action === 'restart') await start();
  });
  try {
    const joins = ['--storage-joins', `:${tracker1}`, '--storage-joins', `:${tracker2}`];
    const ids = ['--id-at', `:${id1}`, '--id-at', `:${id2}`];
    const report = await kitReport([...joins, ...ids, '--heartbeat', String(HEART_BEAT_SECONDS), '--hook', hook.file]);
    expect(notPassed(report)).toEqual([]);
    expect(report.exitCode).toBe(0);
    expect(report.cases).toHaveLength(joinsCases.length);
  } finally {
    await storage?.interrupt();
  }
});
