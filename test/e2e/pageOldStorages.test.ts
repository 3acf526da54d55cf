import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../src/client/sources/bufferSource.ts';
import { MixedSite, newFile } from '../mixed/mixedSite.ts';
import { ensureBinary } from '../services/binary.ts';
import { makeVideo } from './madeVideo.ts';
import { missingForPage, PageBrowser } from './pageBrowser.ts';
import { playedTo } from './pageVideo.ts';
import { Program, run } from './program.ts';

const missing =
  missingForPage ??
  (await ensureBinary('mariadbd', 'mariadb-server')) ??
  (await ensureBinary('redis-server', 'redis-server'));
if (missing !== undefined) process.stderr.write(`tnv tests: SKIPPING the page of deployed storages: ${missing}\n`);

describe.skipIf(missing !== undefined)('a site of ours whose storages are deployed ones, which know no LIST', () => {
  let site: MixedSite;
  let gateway: Program;
  let address: string;
  let browser: PageBrowser;
  let video: string;

  beforeAll(async () => {
    [site, browser] = await Promise.all([MixedSite.make(), PageBrowser.launch()]);
    await site.migrate();
    await site.run({ tracker1: 'ours', id1: 'ours', storage1: 'old', storage2: 'old' });
    video = join(site.folder, 'short.mp4');
    await makeVideo(video, { seconds: 8, bitrate: 200_000 });
    const config = join(site.folder, 'etc/http.cfg');
    const trackers = `127.0.0.1:${site.ports.tracker1}`;
    const keys = `tnv_listen = 127.0.0.1:0\n tnv_tracker_addrs = ${trackers}\n tnv_write = loopback\n`;
    writeFileSync(config, `service http {\n ${keys}}\n`);
    gateway = new Program(['http', '-c', config]);
    const listening = await gateway.jsonLine((line) => line.event === 'listening');
    address = `http://${listening.address}`;
  });

  afterAll(async () => {
    await browser?.close();
    await gateway?.interrupt();
    await site?.stop();
  });

  // Spec: PAGE-LIBRARY, LIST-NOT-SUPPORTED
  it('says so in the page, which uploads, plays by id and deletes nevertheless', async () => {
    const { page, faults } = await browser.window();
    await page.goto(`${address}/`);
    await page.getByRole('heading', { name: 'These storages cannot list files' }).waitFor();
    await page.setInputFiles('input[type=file]', video);
    const uploaded = page.locator('.upload-done').getByRole('link');
    const id = decodeURIComponent((await uploaded.getAttribute('href'))?.replace('#/play/', '') ?? '');
    await page.reload();
    await page.getByLabel('File id').fill(id);
    await page.getByRole('button', { name: 'Play' }).click();
    expect(await playedTo(page, 0.5)).toBeLessThan(8);
    const stored = await fetch(`${address}/files/${id}`);
    expect(Buffer.from(await stored.arrayBuffer()).equals(await readFile(video))).toBe(true);
    expect((await fetch(`${address}/api/files/${id}`, { method: 'DELETE' })).status).toBe(204);
    // Such storages number every error −1, so nobody can tell that it was the file that is missing.
    expect((await fetch(`${address}/files/${id}`)).status).toBe(502);
    expect(faults).toEqual([]);
  });

  // Spec: PAGE-LIBRARY, HTTP-API-FILES
  it('plays what a client without names has uploaded', async () => {
    const file = newFile();
    await site.client().upload(file, bufferSource(await readFile(video)));
    const { page, faults } = await browser.window();
    await page.goto(`${address}/#/play/${file.fileid}`);
    expect(await playedTo(page, 0.5)).toBeLessThan(8);
    expect(faults).toEqual([]);
  });

  // Spec: HTTP-API-FILES
  it('says so over HTTP', async () => {
    const response = await fetch(`${address}/api/files`);
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('the storages cannot list files');
  });

  // Spec: LIST-NOT-SUPPORTED
  it('says so on the command line', async () => {
    const trackers = `127.0.0.1:${site.ports.tracker1}`;
    const { code, stdout, stderr } = await run(['client', trackers, 'list', 'tnvideo', 'tnv001']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('LIST is not supported');
  });

  // Spec: LIST-NOT-SUPPORTED, MIX-STORAGES
  it('lists as soon as one storage of ours is among them, with the files that the others have taken', async () => {
    const { page } = await browser.window();
    await page.goto(`${address}/`);
    await page.getByRole('heading', { name: 'These storages cannot list files' }).waitFor();
    const file = newFile();
    await site.ask('storage1', 'upload', file, await readFile(video));
    await site.end('storage2');
    await site.run({ storage2: 'ours' });
    // The gateway believes for 10 s where the storages are.
    const listed = async (): Promise<number> => (await fetch(`${address}/api/files`)).status;
    await expect.poll(listed, { timeout: 60_000 }).toBe(200);
    await page.reload();
    await page.locator('.card', { hasText: file.fileid.slice(-6) }).waitFor();
  });
});
