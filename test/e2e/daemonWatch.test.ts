import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../services/freePort.ts';
import { Cluster } from './cluster.ts';
import { run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

interface Health {
  readonly status: string;
  readonly checks: Readonly<Record<string, string>>;
}

/** The health of a daemon, as soon as it is as wanted. */
async function healthOnce(address: string, wanted: 'ok' | 'failing'): Promise<Health> {
  for (;;) {
    const response = await fetch(`http://${address}/health`);
    const health = (await response.json()) as Health;
    expect(response.status).toBe(health.status === 'ok' ? 200 : 503);
    if (health.status === wanted) return health;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// Spec: OPS-METRICS, OPS-HEALTH
describe('a storage that is watched', () => {
  it('counts its requests, and says what it lacks when its volume or its tracker is gone', async () => {
    await using folder = await temporaryFolder();
    const watch = `127.0.0.1:${await freePort()}`;
    const cluster = await Cluster.start(folder.path, {}, { storage1: { tnv_watch_addr: watch } });
    try {
      expect((await healthOnce(watch, 'ok')).checks).toEqual({
        database: 'ok',
        'store path ../data': 'ok',
        trackers: 'ok',
      });

      for (const fileid of ['one', 'two', 'one']) {
        await run(['client', cluster.tracker, 'upload', 'tnvideo', 'tnv001', join(folder.path, 'etc/id.cfg'), fileid]);
      }
      const metrics = await (await fetch(`http://${watch}/metrics`)).text();
      expect(metrics).toMatch(/^tnv_request_seconds_count\{daemon="storage",command="[A-Z]+"\} [1-9]/m);
      expect(metrics).toMatch(
        /^tnv_requests_total\{daemon="storage",command="[A-Z]+",outcome="(?:ok|409|404)"\} [1-9]/m,
      );
      expect(metrics).toMatch(/^tnv_connections\{daemon="storage"\} \d+/m);
      expect(metrics).toMatch(/^process_resident_memory_bytes \d/m);

      await rename(cluster.library, `${cluster.library}.away`);
      expect((await healthOnce(watch, 'failing')).checks['store path ../data']).toMatch(/not there/);
      await rename(`${cluster.library}.away`, cluster.library);
      await healthOnce(watch, 'ok');

      await cluster.kill('tracker');
      expect((await healthOnce(watch, 'failing')).checks.trackers).toContain(cluster.tracker);
      await cluster.run('tracker');
      await healthOnce(watch, 'ok');
    } finally {
      await cluster.stop();
    }
  });
});

// Spec: OPS-RELOAD
describe('a daemon at SIGHUP', () => {
  it('takes the log level of its file, and stays as it is when the file has become wrong', async () => {
    await using folder = await temporaryFolder();
    const cluster = await Cluster.start(folder.path);
    try {
      const tracker = cluster.program('tracker');
      const file = join(folder.path, 'etc/tracker.cfg');
      const text = await readFile(file, 'utf8');

      await writeFile(file, text.replace('{', '{\nlog_level = debug'));
      process.kill(tracker.pid, 'SIGHUP');
      await tracker.jsonLine((line) => line.event === 'log level' && line.now === 'debug');
      await tracker.jsonLine((line) => line.event === 'request' && line.command === 'BEAT');

      await writeFile(file, text.replace('{', '{\nlog_level = loud'));
      process.kill(tracker.pid, 'SIGHUP');
      const kept = await tracker.jsonLine((line) => line.event === 'log level stays');
      expect(kept.error).toMatchObject({ message: expect.stringContaining('loud') });
      expect((await run(['client', cluster.tracker, 'groups'])).code).toBe(0);
    } finally {
      await cluster.stop();
    }
  });
});
