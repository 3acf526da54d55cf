import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { HTTP_CONFIG } from '../../test/http/testGateway.ts';
import { request, Viewer } from '../../test/http/viewer.ts';
import { fileOf, type TestSite, withSite } from '../../test/storage/testSite.ts';
import { MemoryCache } from '../cache/memory/memoryCache.ts';
import { Client } from '../client/client.ts';
import { CLIENT_DEFAULTS } from '../client/clientConfig.ts';
import { bufferSource } from '../client/sources/bufferSource.ts';
import { clientLibrary } from './clientLibrary.ts';
import { startHttp } from './http.ts';

const FILE = fileOf('film');
const CONTENT = Buffer.concat(
  Array.from({ length: 40_000 }, (_, i) => Buffer.from(`${i} hundred bytes `.padEnd(100, '.'))),
);

/** A whole site: two storages on one volume, a client, a gateway. */
interface GatewaySite {
  readonly site: TestSite;
  readonly storages: readonly SimHost[];
  readonly gateway: SimHost;
  readonly client: Client;
  viewer(): Promise<Viewer>;
  /** The storages that have a file open: those that are sending. */
  sending(): SimHost[];
}

async function withGatewaySite(body: (gatewaySite: GatewaySite) => Promise<void>): Promise<void> {
  await withSite(async (site) => {
    const storages = site.group('storage1', 'storage2').hosts;
    for (const host of storages) await site.startStorage(host);
    await site.world.sleep(1_000);
    const gateway = site.world.host('gateway');
    const client = new Client(gateway, { ...CLIENT_DEFAULTS, trackers: [{ host: site.tracker.ip, port: 21_000 }] });
    const daemon = await startHttp(gateway, HTTP_CONFIG, {
      client: clientLibrary(client),
      sessions: new MemoryCache(gateway.clock),
    });
    const viewers: Viewer[] = [];
    const viewer = async (): Promise<Viewer> => {
      const one = await Viewer.connect(site.client, { host: gateway.ip, port: daemon.address.port });
      viewers.push(one);
      return one;
    };
    const sending = (): SimHost[] => storages.filter((host) => host.alive && host.openFiles > 0);
    await body({ site, storages, gateway, client, viewer, sending });
    for (const one of viewers) one.leave();
    await daemon.stop();
    await client.close();
    expect(gateway.open).toEqual([]);
  });
}

function uploadFilm(client: Client): Promise<void> {
  return client.upload(FILE, bufferSource(CONTENT));
}

describe('a gateway before a site', () => {
  it('serves what a client has uploaded, until it is deleted', () =>
    withGatewaySite(async ({ client, viewer }) => {
      const one = await viewer();
      expect((await one.get('/files/film')).status).toBe(404);
      await uploadFilm(client);
      const whole = await one.get('/files/film');
      expect(whole.status).toBe(200);
      expect(whole.body.equals(CONTENT)).toBe(true);
      const part = await one.get('/files/film', { range: 'bytes=-250' });
      expect(part.status).toBe(206);
      expect(part.body.equals(CONTENT.subarray(-250))).toBe(true);
      expect((await one.ask('HEAD', '/files/film')).headers['content-length']).toBe(`${CONTENT.length}`);
      await client.delete(FILE);
      expect((await one.get('/files/film', { 'if-none-match': String(whole.headers.etag) })).status).toBe(404);
    }));

  it('serves an empty file', () =>
    withGatewaySite(async ({ client, viewer }) => {
      await client.upload(FILE, bufferSource(Buffer.alloc(0)));
      const reply = await (await viewer()).get('/files/film');
      expect(reply.status).toBe(200);
      expect(reply.headers['content-length']).toBe('0');
    }));

  // Spec: HTTP-FAILOVER
  it('goes on at the same byte on another storage when one dies in the middle of a body', () =>
    withGatewaySite(async ({ client, gateway, storages, sending, viewer }) => {
      await uploadFilm(client);
      const one = await viewer();
      await one.send(request('GET', '/files/film'));
      expect((await one.head()).status).toBe(200);
      const start = await one.take(1_000_000);
      const [sender, ...others] = sending();
      expect(others).toEqual([]);
      sender?.crash();
      const rest = await one.take(CONTENT.length - start.length);
      expect(Buffer.concat([start, rest]).equals(CONTENT)).toBe(true);
      expect(storages.filter((host) => host.alive)).toHaveLength(1);
      expect(gateway.logged('request')).toEqual([expect.objectContaining({ outcome: 'ok', bytes: CONTENT.length })]);
      expect((await one.get('/files/film', { range: 'bytes=0-6' })).body.toString()).toBe('0 hundr');
    }));

  // Spec: HTTP-NO-WRONG-BYTES
  it('cuts the viewer off when no storage can go on, and what came is right', () =>
    withGatewaySite(async ({ client, gateway, storages, viewer }) => {
      await uploadFilm(client);
      const one = await viewer();
      await one.send(request('GET', '/files/film'));
      await one.head();
      await one.take(1_000_000);
      for (const host of storages) host.crash();
      const { bytes } = await one.rest();
      expect(bytes.length).toBeLessThan(CONTENT.length - 1_000_000);
      expect(bytes.equals(CONTENT.subarray(1_000_000, 1_000_000 + bytes.length))).toBe(true);
      expect(gateway.logged('request')).toEqual([expect.objectContaining({ outcome: 'cut off' })]);
    }));

  it('cuts the viewer off when the file is deleted and its storage dies', () =>
    withGatewaySite(async ({ client, sending, viewer }) => {
      await uploadFilm(client);
      const one = await viewer();
      await one.send(request('GET', '/files/film'));
      await one.head();
      await one.take(1_000_000);
      const [sender] = sending();
      await client.delete(FILE);
      sender?.crash();
      const { bytes } = await one.rest();
      expect(bytes.length).toBeLessThan(CONTENT.length - 1_000_000);
      expect(bytes.equals(CONTENT.subarray(1_000_000, 1_000_000 + bytes.length))).toBe(true);
    }));

  // Spec: HTTP-GONE
  it('stops the storage at once when the viewer goes away', () =>
    withGatewaySite(async ({ site, client, sending, viewer }) => {
      await uploadFilm(client);
      const one = await viewer();
      await one.send(request('GET', '/files/film'));
      await one.head();
      await one.take(500_000);
      await site.world.sleep(5_000);
      expect(sending()).toHaveLength(1);
      one.leave();
      await site.world.sleep(500);
      expect(sending()).toEqual([]);
    }));

  // Spec: HTTP-ERRORS, HTTP-ERROR-FORM
  it('says 503 while no storage is there, and serves again when one is back', () =>
    withGatewaySite(async ({ site, client, storages, viewer }) => {
      await uploadFilm(client);
      const one = await viewer();
      for (const host of storages) host.crash();
      const reply = await one.get('/files/film');
      expect(reply.status).toBe(503);
      expect(reply.headers['retry-after']).toBe('5');
      const [first] = storages;
      if (first !== undefined) await site.startStorage(first.reboot());
      await site.world.sleep(5_000);
      const again = await (await viewer()).get('/files/film');
      expect(again.status).toBe(200);
      expect(again.body.equals(CONTENT)).toBe(true);
    }));

  it('serves many viewers of one film at once', () =>
    withGatewaySite(async ({ client, viewer }) => {
      await uploadFilm(client);
      const replies = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const offset = i * 70_000;
          const reply = await (await viewer()).get('/files/film', { range: `bytes=${offset}-${offset + 199_999}` });
          return reply.body.equals(CONTENT.subarray(offset, offset + 200_000));
        }),
      );
      expect(replies.every(Boolean)).toBe(true);
    }));
});
