import { describe, expect, it } from 'vitest';
import { World } from '../../sim/world.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { sleep } from '../host/sleep.ts';
import { ByteReader } from '../wire/byteReader.ts';
import { Content } from './content.ts';

const TIMEOUT_MS = 10_000;

/** Takes content that comes in pieces of `bytes`, one every `gapMs`, `busyMs` after the one before; resolves to the milliseconds it took. */
async function taken(
  size: number,
  bytes: number,
  gapMs: number,
  busyMs = 0,
): Promise<{ tookMs: number; left: bigint }> {
  const world = new World(5);
  const host = world.host('server');
  return world.run(async () => {
    const startMs = world.nowMs;
    const connection = {
      async read() {
        await sleep(host.timers, gapMs);
        return Buffer.alloc(bytes);
      },
      abort() {},
    };
    const content = new Content(new ByteReader(connection, host.timers), BigInt(size), TIMEOUT_MS, host.clock);
    try {
      for (let chunk = await content.next(65_536); chunk !== null; chunk = await content.next(65_536)) {
        if (busyMs > 0) await sleep(host.timers, busyMs);
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      expect(content.broken).toBe(true);
    }
    return { tookMs: world.nowMs - startMs, left: content.left };
  });
}

// Spec: CONN-MIN-RATE
describe('content', () => {
  it('that comes a byte a second is given up soon after the time for a request', async () => {
    const { tookMs, left } = await taken(1_000, 1, 1_000);
    expect(left).toBeGreaterThan(900n);
    expect(tookMs).toBeGreaterThan(TIMEOUT_MS);
    expect(tookMs).toBeLessThan(TIMEOUT_MS + 2_000);
  });

  it('that comes a little faster than it must may take as long as it likes', async () => {
    const { tookMs, left } = await taken(1_000_000, 4_100, 1_000);
    expect(left).toBe(0n);
    expect(tookMs).toBeGreaterThan(20 * TIMEOUT_MS);
  });

  it('that comes a little slower than it must is given up in the end', async () => {
    expect((await taken(10_000_000, 3_900, 1_000)).left).toBeGreaterThan(0n);
  });

  it('is not given up because the server is slow', async () => {
    const { tookMs, left } = await taken(100_000, 1_000, 10, 1_000);
    expect(left).toBe(0n);
    expect(tookMs).toBeGreaterThan(9 * TIMEOUT_MS);
  });
});
