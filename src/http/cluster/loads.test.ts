import { describe, expect, it } from 'vitest';
import { World } from '../../../sim/world.ts';
import type { HttpHandler } from '../../host/http.ts';
import { Loads } from './loads.ts';

const LIMITS = { connectionsMax: 100, idleTimeoutMs: 5_000, headTimeoutMs: 5_000 };
const STORAGE = { group: 'group001', hostname: 'storage1', port: '23000' };

function metrics(requests: number, bytes: number): string {
  return [
    'tnv_storage_info{daemon="storage",group="group001",hostname="storage1",port="23000"} 1',
    `tnv_requests_total{daemon="storage",command="UPLOAD",outcome="ok"} ${requests}`,
    'tnv_requests_total{daemon="storage",command="DELETE",outcome="404"} 10',
    'tnv_requests_total{daemon="tracker",command="JOIN",outcome="ok"} 1000000',
    `tnv_body_bytes_total{daemon="storage",command="UPLOAD",direction="in"} ${bytes}`,
    'tnv_connections{daemon="storage"} 7',
  ].join('\n');
}

/** Loads of one watched address, which answers with `text`. */
async function watching(
  body: (parts: {
    loads: Loads;
    world: World;
    answer: { text: string; asked: number };
    handler: { use?: HttpHandler };
  }) => Promise<void>,
): Promise<void> {
  const world = new World(1);
  const gateway = world.host('gateway');
  const storage = world.host('storage1');
  await world.run(async () => {
    const answer = { text: metrics(100, 0), asked: 0 };
    const handler: { use?: HttpHandler } = {};
    const listener = await storage.http.listen({ host: '0.0.0.0', port: 9100 }, LIMITS, async (request, response) => {
      answer.asked++;
      if (handler.use !== undefined) return handler.use(request, response);
      response.head(200, { 'content-length': Buffer.byteLength(answer.text) });
      response.end(Buffer.from(answer.text));
    });
    await body({
      loads: new Loads(
        gateway,
        [listener.address].map(() => ({ host: storage.ip, port: 9100 })),
      ),
      world,
      answer,
      handler,
    });
    await listener.close();
    await world.settled();
    expect(gateway.open).toEqual([]);
  });
}

const on = new AbortController().signal;

// Spec: HTTP-CLUSTER
describe('the load of a storage', () => {
  it('is what its own counters did between two looks', () =>
    watching(async ({ loads, world, answer }) => {
      expect(loads.of(STORAGE)).toBeNull();
      await loads.refresh(on);
      expect(loads.of(STORAGE)).toBeNull();
      await world.sleep(4_000);
      answer.text = metrics(180, 4_000_000);
      await loads.refresh(on);
      const load = loads.of(STORAGE);
      expect(load?.connections).toBe(7);
      expect(load?.requestsPerSecond).toBeCloseTo(20, 0);
      expect((load?.bytesPerSecond ?? 0) / 1e6).toBeCloseTo(1, 1);
      expect(loads.of({ ...STORAGE, port: '23001' })).toBeNull();
    }));

  it('is counted from nothing when the storage was started again', () =>
    watching(async ({ loads, world, answer }) => {
      await loads.refresh(on);
      await world.sleep(2_000);
      answer.text = metrics(10, 0);
      await loads.refresh(on);
      expect(loads.of(STORAGE)?.requestsPerSecond).toBeCloseTo(10, 0);
    }));

  it('is not asked for more often than it changes, and forgotten when it is old', () =>
    watching(async ({ loads, world, answer }) => {
      await loads.refresh(on);
      for (let i = 0; i < 10; i++) await loads.refresh(on);
      expect(answer.asked).toBe(1);
      await world.sleep(2_100);
      await loads.refresh(on);
      expect(loads.of(STORAGE)).not.toBeNull();
      await world.sleep(11_000);
      expect(loads.of(STORAGE)).toBeNull();
    }));

  it.each<[string, HttpHandler]>([
    [
      'answers with an error',
      async (_request, response) => {
        response.head(500, { 'content-length': 0 });
        response.end();
      },
    ],
    [
      'hangs',
      (request, response) =>
        new Promise<void>((resolve) => {
          request.gone.addEventListener('abort', () => {
            response.abort();
            resolve();
          });
        }),
    ],
    ['cuts', async (_request, response) => response.abort()],
  ])('is unknown when what serves it %s, and nobody waits long for that', (_what, use) =>
    watching(async ({ loads, world, handler }) => {
      await loads.refresh(on);
      await world.sleep(2_000);
      handler.use = use;
      const startMs = world.nowMs;
      await loads.refresh(on);
      expect(world.nowMs - startMs).toBeLessThan(3_000);
      expect(loads.of(STORAGE)).toBeNull();
    }),
  );
});
