import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Viewing } from './viewing.ts';

// A video player without a picture: player.ts URL SECONDS. It reads ahead by ranges, plays at the video's own pace, and
// asks again where it got no answer, as browsers and VLC do. Prints what a viewer would have seen, as JSON.

const RANGE_BYTES = 256 * 1024;
const AHEAD_SECONDS = 15;
/** It plays once it has so much, at the beginning and after each stall. */
const START_SECONDS = 2;
const SILENCE_MS = 4_000;
const RETRY_MS = 250;
const RETRY_MAX_MS = 60_000;
const TICK_MS = 50;

const [url = '', secondsText = '0'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await play(url, Number(secondsText)))}\n`);

async function play(url: string, seconds: number): Promise<Viewing> {
  const hash = createHash('sha256');
  let total = Number.POSITIVE_INFINITY;
  let received = 0;
  let retries = 0;
  let played = 0;
  let stalls = 0;
  let stalledMs = 0;
  let leastAheadSeconds = AHEAD_SECONDS;

  const secondsOf = (bytes: number): number => (bytes / total) * seconds;
  const read = async (): Promise<void> => {
    while (received < total) {
      if (Number.isFinite(total) && secondsOf(received) - played > AHEAD_SECONDS) {
        await sleep(TICK_MS);
        continue;
      }
      const { bytes, size } = await range(url, received, () => {
        retries++;
      });
      hash.update(bytes);
      received += bytes.length;
      total = size;
    }
  };
  const reading = read();
  let failed = false;
  reading.catch(() => {
    failed = true;
  });
  let begun = false;
  let isPlaying = false;
  let lastMs = performance.now();
  while (played < seconds && !failed) {
    await sleep(TICK_MS);
    const nowMs = performance.now();
    const passed = (nowMs - lastMs) / 1000;
    lastMs = nowMs;
    const ahead = Number.isFinite(total) ? secondsOf(received) - played : 0;
    const isWhole = received >= total;
    if (isPlaying) {
      played = Math.min(played + passed, secondsOf(received), seconds);
      if (!isWhole) leastAheadSeconds = Math.min(leastAheadSeconds, ahead);
      if (ahead <= passed && !isWhole) {
        isPlaying = false;
        stalls++;
      }
    } else {
      if (begun) stalledMs += passed * 1000;
      isPlaying = ahead >= START_SECONDS || isWhole;
      begun ||= isPlaying;
    }
  }
  await reading;
  return { bytes: received, sha256: hash.digest('hex'), stalls, stalledMs, retries, leastAheadSeconds };
}

/** One range of the file and the size of all of it; asks again until it has it. Rejects when that takes a minute. */
async function range(url: string, from: number, onRetry: () => void): Promise<{ bytes: Uint8Array; size: number }> {
  const untilMs = performance.now() + RETRY_MAX_MS;
  for (;;) {
    try {
      const headers = { range: `bytes=${from}-${from + RANGE_BYTES - 1}` };
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(SILENCE_MS) });
      if (answer.status !== 206) throw new Error(`HTTP ${answer.status}`);
      const size = Number(answer.headers.get('content-range')?.split('/')[1]);
      return { bytes: new Uint8Array(await answer.arrayBuffer()), size };
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      onRetry();
      await sleep(RETRY_MS);
    }
  }
}
