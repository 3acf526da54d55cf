import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Client } from '../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../src/client/clientConfig.ts';
import { newFileId } from '../../src/client/fileId.ts';
import { bufferSource } from '../../src/client/sources/bufferSource.ts';
import { parseAddress } from '../../src/host/address.ts';
import { createLog } from '../../src/host/node/log.ts';
import { createNodeHost } from '../../src/host/node/nodeHost.ts';
import { encodeUploadRequest } from '../../src/protocol/upload.ts';
import { Cluster } from './cluster.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const host = createNodeHost({ log: createLog({ level: 'error' }) });

/** A heartbeat interval, of which storages need the half at most. */
const RELEARNED_SECONDS = 5;
const TRIES_MAX = 3;

function address(text: string) {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

/** All files below the library that are not directories, relative. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('db/'));
}

describe('daemons that are killed without warning', () => {
  // Spec: STORE-SCRUB, UPLOAD-RESEND
  it('a storage during an upload: nothing is left after its scrub, and the upload succeeds when sent again', async () => {
    await using folder = await temporaryFolder();
    const cluster = await Cluster.start(folder.path);
    await using client = disposable(cluster);
    try {
      await cluster.kill('storage2');
      const file = { appid: 'tnvideo', userid: 'tnv001', fileid: newFileId(host, 'tnv001') };
      const content = randomBytes(3_000_000);

      const socket = connect(address(cluster.storages.storage1));
      await once(socket, 'connect');
      socket.on('error', () => undefined).resume();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(encodeUploadRequest({ ...file, size: BigInt(content.length) }));
      socket.write(content.subarray(0, 2_000_000));
      await cluster.underWay('storage1', 1_000_000);
      await cluster.kill('storage1');
      await closed;

      await cluster.run('storage1');
      expect(filesIn(cluster.library)).toEqual([]);
      await client.upload(file, bufferSource(content));
      expect(await client.filesize(file)).toBe(content.length);
      expect(filesIn(cluster.library)).toHaveLength(1);
    } finally {
      await cluster.stop();
    }
  });

  // Spec: ID-UNIQUE
  it('the id server between uploads, ten times: no path comes twice', async () => {
    await using folder = await temporaryFolder();
    const cluster = await Cluster.start(folder.path);
    await using client = disposable(cluster);
    try {
      for (let round = 0; round < 10; round++) {
        for (let n = 0; n < 3; n++) {
          const file = { appid: 'tnvideo', userid: 'tnv001', fileid: newFileId(host, 'tnv001') };
          await client.upload(file, bufferSource(Buffer.from(`${round} ${n}`)));
        }
        await cluster.kill('id');
        await cluster.run('id');
      }
      const ids = filesIn(cluster.library).map((path) => path.replace(/\/[0-9A-F]+_/, '/'));
      expect(ids).toHaveLength(30);
      expect(new Set(ids).size).toBe(30);
    } finally {
      await cluster.stop();
    }
  });

  // Spec: TRACKER-RELEARN
  it('the tracker: it knows its storages again within a heartbeat interval', async () => {
    await using folder = await temporaryFolder();
    const storage = { tnv_heart_beat_interval: RELEARNED_SECONDS };
    const special = { tracker: { check_active_interval: 4 * RELEARNED_SECONDS }, storage1: storage, storage2: storage };
    const cluster = await Cluster.start(folder.path, {}, special);
    await using client = disposable(cluster);
    try {
      const tookMs: number[] = [];
      // A machine may stand still in just this moment, but not each time.
      while (tookMs.length < TRIES_MAX && !tookMs.some((ms) => ms < RELEARNED_SECONDS * 1_000)) {
        await cluster.kill('tracker');
        const restarted = await cluster.run('tracker');
        const listening = await restarted.jsonLine((line) => line.event === 'listening');
        const active = await cluster.active(2);
        tookMs.push(Date.parse(String(active.time)) - Date.parse(String(listening.time)));
      }
      expect(Math.min(...tookMs)).toBeLessThan(RELEARNED_SECONDS * 1_000);
      expect(await client.groups()).toContain('COUNT OF ACTIVE STORAGES: 2');
    } finally {
      await cluster.stop();
    }
  });
});

function disposable(cluster: Cluster): Client & AsyncDisposable {
  const client = new Client(host, { ...CLIENT_DEFAULTS, trackers: [address(cluster.tracker)] });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}
