/// <reference lib="dom" />
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForPage, PageBrowser } from './pageBrowser.ts';
import { Program } from './program.ts';
import { startUp, type Up } from './up.ts';

describe('simulated runs of a fresh system', () => {
  let folder: string;
  let up: Up;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tnv-e2e-'));
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    up = await startUp(join(folder, 'data'), { env: { TMPDIR: temporary } });
  });

  afterAll(async () => {
    await up?.program.interrupt();
    await rm(folder, { recursive: true, force: true });
  });

  // Spec: HTTP-SIM
  it('are what tnv sim shows of the seed, byte for byte, while the gateway serves; nothing is left of them', async () => {
    const file = join(folder, 'timeline.html');
    const command = new Program(['sim', '--seed', '7', '--time', '60s', '--html', file, '--json']);
    const asked = fetch(`${up.http}/api/sim/7`);
    expect((await fetch(`${up.http}/api/about`)).status).toBe(200);
    const response = await asked;
    expect(response.status).toBe(200);
    const shown = Buffer.from(await response.arrayBuffer());
    const line = await command.jsonLine((json) => 'hash' in json);
    await command.ended;
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(shown)).toBe(digest(await readFile(file)));
    expect(shown.toString()).toContain(String(line.hash));
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  // Spec: PAGE-SIM, HTTP-SIM
  it.skipIf(missingForPage !== undefined)('are drawn in the page, in a frame that reaches nothing of it', async () => {
    const browser = await PageBrowser.launch();
    try {
      const { page, faults } = await browser.window();
      await page.goto(`${up.http}/#/sim/11`);
      const frame = page.frameLocator('.sim-frame iframe');
      await frame.locator('#canvas').waitFor();
      expect(await frame.locator('h1').innerText()).toContain('11');
      const [, inner] = page.frames();
      const drawn = () =>
        inner?.evaluate(() => {
          const canvas = document.querySelector('canvas') as HTMLCanvasElement;
          const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
          return new Set(new Uint32Array(Uint8Array.from(pixels).buffer)).size;
        });
      await expect.poll(drawn).toBeGreaterThan(5);
      expect(await inner?.evaluate(() => globalThis.origin)).toBe('null');
      const reached = await inner?.evaluate(
        (url) =>
          fetch(url).then(
            () => 'reached',
            () => 'refused',
          ),
        `${up.http}/api/about`,
      );
      expect(reached).toBe('refused');
      expect(faults.filter((fault) => !fault.includes('/api/about'))).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
