import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureBinary } from '../services/binary.ts';
import { launchChromium } from './chromiumLaunch.ts';
import { Cluster } from './cluster.ts';
import { Sending } from './sending.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const MIB = 1024 * 1024;
const SIZE = 300 * MIB;
const PIECE = randomBytes(MIB);
const UPLOAD_MAX = 400 * MIB;

const noChromium = await ensureBinary('chromium', 'chromium');
if (noChromium !== undefined) process.stderr.write(`tnv tests: SKIPPING uploads of Chromium: ${noChromium}\n`);

/** Bytes of memory that a process has, or had at most. */
function memory(pid: number, kind: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${kind}:\\s+(\\d+) kB`, 'm'));
  return Number(line?.[1]) * 1024;
}

/** Files below a folder, wherever. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/db'))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('an upload through the gateway', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cluster: Cluster;
  let url: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const http = { tnv_write: 'loopback', tnv_upload_max_bytes: UPLOAD_MAX };
    cluster = await Cluster.start(folder.path, {}, { http });
    url = `${cluster.http}/api/files`;
  });

  afterAll(async () => {
    await cluster?.stop();
    await folder?.[Symbol.asyncDispose]();
  });

  const listed = async (): Promise<string[]> => {
    const { files } = (await (await fetch(url)).json()) as { files: { id: string }[] };
    return files.map(({ id }) => id);
  };

  // Spec: HTTP-WRITE-STREAM
  it('of 300 MB waits for a storage that stands still, in little memory, and arrives whole', async () => {
    const { pid } = cluster.program('http');
    await listed();
    const before = memory(pid, 'VmRSS');
    const sending = new Sending(url, SIZE, { 'x-file-name': 'big.bin', 'content-type': 'video/mp4' });
    const digest = createHash('sha256');
    let sent = 0;
    const sendAll = (async () => {
      for (; sent < SIZE; sent += PIECE.length) {
        digest.update(PIECE);
        await sending.send(PIECE);
      }
    })();
    await vi.waitFor(() => expect(sent).toBeGreaterThan(30 * MIB), { timeout: 120_000, interval: 5 });
    const storages = (['storage1', 'storage2'] as const).map((name) => cluster.program(name).pid);
    for (const storage of storages) process.kill(storage, 'SIGSTOP');
    // Nobody goes on when three looks in a row see the same.
    let looks = [0, 1, 2];
    while (new Set(looks).size > 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      looks = [...looks.slice(1), sending.taken];
    }
    const stuckAt = sent;
    for (const storage of storages) process.kill(storage, 'SIGCONT');
    expect(stuckAt).toBeLessThan(SIZE - 100 * MIB);
    await sendAll;
    const { status, json } = await sending.answered();
    expect([status, json.name, json.type, json.size]).toEqual([201, 'big.bin', 'video/mp4', SIZE]);
    expect(memory(pid, 'VmHWM') - before).toBeLessThan(120 * MIB);

    const back = createHash('sha256');
    const response = await fetch(cluster.http + json.url);
    for await (const chunk of response.body ?? []) back.update(chunk);
    expect(back.digest('hex')).toBe(digest.digest('hex'));
    expect((await fetch(`${url}/${json.id}`, { method: 'DELETE' })).status).toBe(204);
  });

  // Spec: HTTP-WRITE-WHOLE
  it('that is cut in the middle leaves no file and no row', async () => {
    const before = { files: filesBelow(cluster.library), listed: await listed() };
    const sending = new Sending(url, SIZE);
    for (let sent = 0; sent < 50 * MIB; sent += PIECE.length) await sending.send(PIECE);
    await expect.poll(() => filesBelow(cluster.library).length).toBeGreaterThan(before.files.length);
    sending.cut();
    await vi.waitFor(() => expect(filesBelow(cluster.library)).toEqual(before.files), { timeout: 60_000 });
    expect(await listed()).toEqual(before.listed);
  });

  // Spec: HTTP-WRITE-REFUSAL
  it('hears why, in the middle of it, when the last storage dies', async () => {
    const sending = new Sending(url, SIZE);
    for (let sent = 0; sent < 20 * MIB; sent += PIECE.length) await sending.send(PIECE);
    await Promise.all([cluster.kill('storage1'), cluster.kill('storage2')]);
    for (let sent = 20 * MIB; sent < SIZE; sent += PIECE.length) await sending.send(PIECE);
    const { status, json } = await sending.answered();
    expect([status, json.error]).toEqual([503, { status: 503, text: expect.stringContaining('try again later') }]);
    await cluster.run('storage1');
    await cluster.run('storage2');
    await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), { timeout: 60_000 });
  });

  // Spec: HTTP-WRITE-WHOLE, HTTP-WRITE-REFUSAL
  it.skipIf(noChromium !== undefined)(
    'that is too large is refused so that a browser that is still sending can read it',
    async () => {
      const browser = await launchChromium(['--no-sandbox']);
      try {
        const page = await browser.newPage();
        await page.goto(cluster.http);
        const answer = await page.evaluate(async (size) => {
          const part = new Blob([new Uint8Array(16 * 1024 * 1024)]);
          const blob = new Blob(Array.from({ length: size / part.size + 1 }, () => part));
          const xhr = new XMLHttpRequest();
          xhr.open('POST', '/api/files');
          return await new Promise<[number, string]>((resolve) => {
            xhr.onloadend = () => resolve([xhr.status, xhr.responseText]);
            xhr.send(blob);
          });
        }, UPLOAD_MAX);
        expect(answer).toEqual([413, expect.stringContaining(`${UPLOAD_MAX} bytes`)]);
      } finally {
        await browser.close();
      }
    },
  );

  // Spec: HTTP-CROSS-SITE
  it.skipIf(noChromium !== undefined)('does not come from a page of another origin', async () => {
    const before = await listed();
    const browser = await launchChromium(['--no-sandbox']);
    try {
      const page = await browser.newPage();
      // The same machine by another name is another origin.
      await page.goto(cluster.http.replace('127.0.0.1', 'localhost'));
      const outcome = await page
        .evaluate(async (target) => (await fetch(target, { method: 'POST', mode: 'no-cors', body: 'x' })).type, url)
        .catch((error: Error) => error.message);
      expect(outcome).toMatch(/opaque|Failed to fetch/);
      expect(await listed()).toEqual(before);
    } finally {
      await browser.close();
    }
  });

  // Spec: HTTP-WRITE-LOOPBACK
  it('does not come from a page whose name was led to this machine', async () => {
    const before = await listed();
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'evil.example:8080', 'sec-fetch-site': 'same-origin' };
      const asked = request(url, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode));
      asked.on('error', reject);
      asked.end('x');
    });
    expect([status, await listed()]).toEqual([403, before]);
  });
});
