import { expect, it } from 'vitest';
import { World } from '../../sim/world.ts';
import { RawPeer } from '../../test/peers/rawPeer.ts';
import type { DiscardLimits } from '../wire/discard.ts';
import { Pace } from '../wire/pace.ts';
import { farewell } from './farewell.ts';

/** Bids farewell to a peer that does as `behave` says; resolves to how long that took. */
async function durationMs(limits: DiscardLimits, behave: (peer: RawPeer) => Promise<void>): Promise<number> {
  const world = new World(7);
  const host = world.host('server');
  const other = world.host('other');
  return world.run(async () => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const listener = await host.network.listen({ host: host.ip, port: 1 }, (connection) => {
      const startMs = world.nowMs;
      farewell(connection, host.timers, limits, new Pace(host, 64 * 1024), Buffer.from('bye')).then(
        () => resolve(world.nowMs - startMs),
        reject,
      );
    });
    await behave(await RawPeer.connect(other, listener.address));
    const tookMs = await promise;
    await listener.close();
    expect(host.open).toEqual([]);
    return tookMs;
  });
}

const LIMITS = { bytesMax: 100_000, durationMaxMs: 5000 };

it('a farewell is over when the peer has read the last words and ended too', async () => {
  const tookMs = await durationMs(LIMITS, async (peer) => {
    expect(await peer.rest()).toEqual({ bytes: Buffer.from('bye'), how: 'ended' });
    peer.connection.end();
  });
  expect(tookMs).toBeLessThan(20);
});

it('a farewell is over when its time is, though the peer stays', async () => {
  expect(await durationMs(LIMITS, async () => {})).toBe(5000);
});

it('a farewell is over when the peer has sent more than is borne', async () => {
  const tookMs = await durationMs(LIMITS, (peer) => peer.send(Buffer.alloc(1_000_000)).catch(() => {}));
  expect(tookMs).toBeLessThan(100);
});

it('a farewell is over when the peer is gone', async () => {
  const tookMs = await durationMs(LIMITS, async (peer) => {
    await peer.send(Buffer.alloc(10));
    peer.connection.abort();
  });
  expect(tookMs).toBeLessThan(20);
});
