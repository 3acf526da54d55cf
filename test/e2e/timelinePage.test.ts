/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mark, RunReport } from '../../sim/chaos/history.ts';
import { timelinePage } from '../../sim/chaos/html/page.ts';
import { timelineOf } from '../../sim/chaos/html/timelineOf.ts';
import { entry, QUIET_PLAN } from '../../sim/chaos/oracles/sampleObservations.ts';
import type { Plan } from '../../sim/chaos/plan.ts';
import { ensureBinary } from '../services/binary.ts';
import { launchChromium } from './chromiumLaunch.ts';

const HOUR_MS = 3_600_000;
const missing = await ensureBinary('chromium', 'chromium');
if (missing !== undefined) process.stderr.write(`tnv tests: SKIPPING the timeline page: ${missing}\n`);

const plan: Plan = {
  ...QUIET_PLAN,
  chaosMs: HOUR_MS,
  faults: [{ kind: 'pause', target: { kind: 'storage', index: 1 }, atMs: 600_000, lastsMs: 900_000 }],
};

/** An hour of a busy site: a hundred thousand messages, two connections, operations, a pause, a violation. */
function report(): RunReport {
  const messages = Array.from({ length: 100_000 }, (_, at): Mark => {
    const atMs = (at * HOUR_MS) / 100_000;
    const [lane, from] = at % 2 === 0 ? ['tracker1', 'g1s1'] : ['g1s1', 'client2'];
    return {
      kind: 'message',
      atMs,
      untilMs: atMs + 3,
      lane,
      from,
      text: at % 2 === 0 ? `BEAT from ${from}: ok` : `DELETE from ${from}: ok`,
    };
  });
  const states = ['tracker1', 'g1s1', 'g1s2'].map((lane): Mark => ({ kind: 'state', atMs: 5, lane, text: 'started' }));
  const connections = ['closed', 'was reset by the peer'].map(
    (end, at): Mark => ({
      ...{ kind: 'connection', lane: 'client1', from: 'g1s1', text: `connection to g1s1:23000: ${end}` },
      ...{ atMs: 200_000 + at * 1_000_000, untilMs: 1_000_000 + at * 1_000_000 },
    }),
  );
  const pause: Mark = { kind: 'fault', atMs: 600_000, untilMs: 1_500_000, lane: 'g1s2', text: 'pause' };
  const story = '</script><script>document.title = "broken out"</script>';
  return {
    ...{ seed: 7, hash: '0badcafe', events: 1, simulatedMs: HOUR_MS, faults: 1, probes: {} },
    ...{ files: 1, filesGivenUp: 0, faultCounts: {}, touches: [] },
    marks: [...states, pause, ...connections, ...messages],
    history: [
      entry(0, { kind: 'upload', size: 5, content: 1, user: 0, file: 7 }, 100_000, 400_000),
      entry(1, { kind: 'filesize', user: 0, file: 7 }, 1_000_000, 1_000_010),
    ],
    violations: [{ statement: 'UPLOAD-DURABLE', kind: 'safety', atMs: 1_800_000, story, operations: [1] }],
  };
}

describe.skipIf(missing !== undefined)('the timeline page in Chromium', () => {
  const errors: string[] = [];
  const requests: string[] = [];
  let page: Page;

  beforeAll(async () => {
    const browser = await launchChromium(['--no-sandbox']);
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.setContent(timelinePage(timelineOf(plan, report(), 'The story of this run.')));
  });

  afterAll(async () => {
    await page.context().browser()?.close();
  });

  /** Pixels of a colour on the canvas, after the next frames. */
  const pixels = (red: number, green: number, blue: number): Promise<number> =>
    page.evaluate(
      async (color) => {
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        const canvas = document.querySelector('canvas') as HTMLCanvasElement;
        const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
          0,
          0,
          canvas.width,
          canvas.height,
        );
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (data[at] === color[0] && data[at + 1] === color[1] && data[at + 2] === color[2]) count++;
        }
        return count;
      },
      [red, green, blue],
    );
  const RED = [224, 0, 32] as const;

  it('draws states, operations and the violation, and tells the story', async () => {
    expect(await pixels(...RED)).toBeGreaterThan(100);
    expect(await pixels(63, 127, 191)).toBeGreaterThan(1_000);
    expect(await pixels(143, 191, 143)).toBeGreaterThan(1_000);
    // A machine that stands still.
    expect(await pixels(74, 168, 184)).toBeGreaterThan(500);
    expect(await page.textContent('#story')).toBe('The story of this run.');
    expect(await page.title()).toBe('tnv sim, seed 7');
  });

  it('finds things and goes from one to the next, with what it says about them', async () => {
    await page.fill('#search', 'g1s2 pause');
    expect(await page.textContent('#matches')).toBe('1 found');
    await page.press('#search', 'Enter');
    expect(await page.textContent('#matches')).toBe('1 of 1');
    expect(await page.textContent('#tip')).toBe('600.0000 s, 900000 ms\ng1s2: pause: g1s2 stands still, for 900 s');
    await page.fill('#search', 'delete');
    expect(await page.textContent('#matches')).toBe('50000 found');
  });

  it('zooms in on what was found, by keys and by the wheel, and shows all again', async () => {
    await page.fill('#search', 'UPLOAD-DURABLE');
    await page.press('#search', 'Enter');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (let times = 0; times < 8; times++) await page.keyboard.press('+');
    expect(await pixels(...RED)).toBeGreaterThan(100);
    const upload = await page.evaluate(() => (document.querySelector('#tip') as HTMLElement).style.left);
    await page.keyboard.press('0');
    await page.mouse.move(300, 400);
    for (let times = 0; times < 20; times++) await page.mouse.wheel(0, -200);
    expect(await pixels(...RED)).toBe(0);
    await page.keyboard.press('0');
    expect(await pixels(...RED)).toBeGreaterThan(100);
    expect(upload).not.toBe('');
  });

  it('draws connections for as long as they are open, and says how they ended', async () => {
    await page.fill('#search', '');
    const [grey, red] = [
      [154, 166, 178],
      [208, 64, 47],
    ] as const;
    expect(await pixels(...grey)).toBeGreaterThan(500);
    expect(await pixels(...red)).toBeGreaterThan(5);
    await page.uncheck('#connections');
    expect(await pixels(...grey)).toBe(0);
    expect(await pixels(...red)).toBe(0);
    await page.check('#connections');
    await page.fill('#search', 'connection reset');
    expect(await page.textContent('#matches')).toBe('1 found');
    await page.press('#search', 'Enter');
    expect(await page.textContent('#tip')).toBe(
      '1200.0000 s, 800000 ms\nclient1: connection to g1s1:23000: was reset by the peer',
    );
  });

  it('leaves messages out when told to', async () => {
    await page.fill('#search', '');
    const before = await pixels(63, 127, 191);
    await page.uncheck('#messages');
    expect(await pixels(63, 127, 191)).toBeLessThan(before);
  });

  it('needs nothing but itself, and no text of a run becomes code', () => {
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
  });
});
