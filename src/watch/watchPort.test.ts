import { describe, expect, it } from 'vitest';
import { type Reply, Viewer } from '../../sim/parity/viewer.ts';
import { World } from '../../sim/world.ts';
import type { Host } from '../host/host.ts';
import type { HealthCheck } from '../server/daemon.ts';
import { openWatchPort, type Watched } from './watchPort.ts';

const PORT = 9100;

/** What a watcher gets that asks one after another, `GET /health` and the like. */
async function asked(watched: Partial<Watched>, ...requests: string[]): Promise<Reply[]> {
  const world = new World(1);
  const host = world.host('daemon');
  const replies: Reply[] = [];
  await world.run(async () => {
    const port = await openWatchPort(
      host,
      { host: '0.0.0.0', port: PORT },
      { metrics: async () => 'tnv_x 1\n', metricsType: 'text/plain', health: () => [], ...watched },
    );
    const connection = await world
      .host('watcher')
      .network.connect({ host: 'daemon', port: PORT }, { timeoutMs: 1_000 });
    const viewer = new Viewer(connection);
    for (const request of requests) {
      await viewer.ask(request);
      replies.push(await viewer.reply(request.startsWith('HEAD')));
    }
    connection.abort();
    await port.close();
    await world.settled();
  });
  return replies;
}

const fine: HealthCheck = { what: 'database', check: async () => undefined };
const failing: HealthCheck = { what: 'store path ../data', check: () => Promise.reject(new Error('gone')) };
const hanging: HealthCheck = { what: 'trackers', check: () => new Promise(() => undefined) };

describe('the watch port', () => {
  // Spec: OPS-METRICS
  it('gives the metrics', async () => {
    const [reply] = await asked({}, 'GET /metrics');
    expect([reply?.status, reply?.headers['content-type'], String(reply?.body)]).toEqual([
      200,
      'text/plain',
      'tnv_x 1\n',
    ]);
  });

  // Spec: OPS-HEALTH
  it('says 200 when everything is there', async () => {
    const [reply] = await asked({ health: () => [fine] }, 'GET /health');
    expect(reply?.status).toBe(200);
    expect(JSON.parse(String(reply?.body))).toEqual({ status: 'ok', hostname: 'daemon', checks: { database: 'ok' } });
  });

  it('says 503 and why when something fails or hangs', async () => {
    const [reply] = await asked({ health: () => [fine, failing, hanging] }, 'GET /health');
    expect(reply?.status).toBe(503);
    expect(JSON.parse(String(reply?.body))).toMatchObject({
      status: 'failing',
      checks: { database: 'ok', 'store path ../data': 'gone', trackers: 'no answer in 2 s' },
    });
  });

  it('says 503 while the daemon starts or stops', async () => {
    const [reply] = await asked({ health: () => undefined }, 'GET /health');
    expect(reply?.status).toBe(503);
  });

  it('looks once a second at most, however often it is asked', async () => {
    let looks = 0;
    const counted: HealthCheck = { what: 'database', check: async () => void looks++ };
    await asked({ health: () => [counted] }, ...Array<string>(20).fill('GET /health'));
    expect(looks).toBe(1);
  });

  // Spec: OPS-WATCH-LIMITS
  it('bears 20 connections of one watcher, and answers others meanwhile', async () => {
    const world = new World(1);
    const host = world.host('daemon');
    await world.run(async () => {
      const port = await openWatchPort(
        host,
        { host: '0.0.0.0', port: PORT },
        { metrics: async () => 'tnv_x 1\n', metricsType: 'text/plain', health: () => [] },
      );
      const from = ({ network }: Host) => network.connect({ host: 'daemon', port: PORT }, { timeoutMs: 1_000 });
      const greedy = world.host('greedy');
      const many = await Promise.all(Array.from({ length: 50 }, () => from(greedy)));
      await world.sleep(10);
      expect(host.openSockets).toBe(21);
      const connection = await from(world.host('watcher'));
      const viewer = new Viewer(connection);
      await viewer.ask('GET /health');
      expect((await viewer.reply()).status).toBe(200);
      await world.sleep(11_000);
      expect(host.openSockets).toBeLessThanOrEqual(2);
      for (const each of [...many, connection]) each.abort();
      await port.close();
      await world.settled();
    });
    expect(host.open).toEqual([]);
  });

  // Spec: OPS-WATCH-LIMITS
  it('is not shaken by what is no path, and logs no error about it', async () => {
    const replies = await asked({}, 'GET //', 'GET http://[/', 'GET *', 'GET /metrics?x=//');
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404, 200]);
  });

  // Spec: OPS-STOP
  it('closes in a bounded time though a watcher takes nothing of its answer', async () => {
    const world = new World(1);
    const host = world.host('daemon');
    await world.run(async () => {
      const port = await openWatchPort(
        host,
        { host: '0.0.0.0', port: PORT },
        { metrics: async () => 'x'.repeat(50_000_000), metricsType: 'text/plain', health: () => [] },
      );
      const watcher = world.host('watcher');
      const connection = await watcher.network.connect({ host: 'daemon', port: PORT }, { timeoutMs: 1_000 });
      await connection.write(Buffer.from('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n'));
      await connection.read();
      const begunMs = world.nowMs;
      await port.close();
      expect(world.nowMs - begunMs).toBeGreaterThan(1_000);
      expect(world.nowMs - begunMs).toBeLessThan(3_000);
      connection.abort();
      await world.settled();
    });
    expect([host.openSockets, host.pendingTimers]).toEqual([0, 0]);
  });

  it('answers HEAD without a body, other methods with 405 and other paths with 404', async () => {
    const replies = await asked({}, 'HEAD /health', 'POST /metrics', 'GET /', 'GET /metrics?x=1');
    expect(replies.map(({ status }) => status)).toEqual([200, 405, 404, 200]);
  });
});
