import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Redis as Client } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { freePort } from '../../../test/services/freePort.ts';
import { Redis } from '../../../test/services/redis.ts';
import { cacheContract } from '../cache.contract.ts';
import { type Cache, CacheError } from '../cache.ts';
import { openRedisCache } from './redisCache.ts';
import type { RedisSettings } from './redisClient.ts';

/** Long enough for a server that answers, on a machine that is busy. */
const RW_TIMEOUT_MS = 1_500;
/** Until a client has noticed what became of its server. */
const NOTICED = { timeout: 20_000 };

function settings(server: Redis, more: Partial<RedisSettings> = {}): RedisSettings {
  return { addresses: [server.access], connectTimeoutMs: 5_000, rwTimeoutMs: 5_000, ...more };
}

/** Opens a cache and closes it; prints what its process was busy with before, in between and after. */
const OPEN_AND_CLOSE = `
  const [module, settings] = process.argv.slice(1);
  const { openRedisCache } = await import(module);
  const before = process.getActiveResourcesInfo();
  const cache = await openRedisCache(JSON.parse(settings));
  const answer = cache.get('a').catch((error) => error.name);
  const open = process.getActiveResourcesInfo();
  await cache.close();
  await answer;
  const after = process.getActiveResourcesInfo();
  await cache.close();
  console.log(JSON.stringify({ before, open, after, again: await cache.get('a').catch((error) => error.message) }));
`;

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CacheError);
  return error instanceof Error ? error.message : '';
}

describe.skipIf('missing' in inject('redis'))('the cache in a Redis server', () => {
  let server: Redis;
  let cache: Cache | undefined;

  beforeAll(async () => {
    server = await Redis.start();
  });

  afterEach(async () => {
    await cache?.close();
    cache = undefined;
  });

  afterAll(async () => {
    await server?.stop();
  });

  async function open(more: Partial<RedisSettings> = {}): Promise<Cache> {
    cache = await openRedisCache(settings(server, more));
    return cache;
  }

  cacheContract(async () => {
    const tested = await openRedisCache(settings(server));
    const client = new Client(server.access);
    return {
      cache: tested,
      async pass(seconds) {
        for (const key of await client.keys('*')) await client.pexpire(key, (await client.pttl(key)) - seconds * 1000);
      },
      async close() {
        client.disconnect();
        await tested.close();
      },
    };
  });

  it('is connected when it is opened', async () => {
    expect(await (await open()).get('nobody')).toBeUndefined();
  });

  it('keeps values where other daemons look for them', async () => {
    await (await open()).set('tracker:userid:tnv001', 'group001', 60);
    const client = new Client(server.access);
    expect(await client.get('tracker:userid:tnv001')).toBe('group001');
    expect(await client.ttl('tracker:userid:tnv001')).toBeGreaterThan(0);
    client.disconnect();
  });

  it('says so when a value is not a text', async () => {
    const client = new Client(server.access);
    await client.lpush('list', 'a');
    client.disconnect();
    const { port } = server.access;
    expect(await failure((await open()).get('list'))).toMatch(`redis 127.0.0.1:${port}: WRONGTYPE`);
  });

  it('fails at once while the server is away, and works again with the same object when it is back', async () => {
    const opened = await open();
    await server.kill();
    const { port } = server.access;
    await vi.waitFor(async () => {
      expect(await failure(opened.get('a'))).toBe(
        `redis 127.0.0.1:${port}: not connected: connect ECONNREFUSED 127.0.0.1:${port}`,
      );
    }, NOTICED);
    expect(await failure(opened.set('a', '1', 60))).toMatch('not connected');
    expect(await failure(opened.delete('a'))).toMatch('not connected');
    await server.restart();
    await vi.waitFor(() => opened.set('a', '1', 60), NOTICED);
    expect(await opened.get('a')).toBe('1');
  });

  it('opens without a server, and works when there is one', async () => {
    await server.kill();
    const opened = await open();
    expect(await failure(opened.get('a'))).toMatch('not connected: connect ECONNREFUSED');
    await server.restart();
    await vi.waitFor(() => opened.get('a'), NOTICED);
  });

  it('fails after its patience with a server that hangs, then at once, and works again when it goes on', async () => {
    const opened = await open({ rwTimeoutMs: RW_TIMEOUT_MS });
    await opened.set('kept', '1', 60);
    server.pause();
    try {
      const failures = await Promise.all(Array.from({ length: 20 }, () => failure(opened.get('kept'))));
      const patience = `no answer within ${RW_TIMEOUT_MS} ms`;
      expect(failures[0]).toBe(`redis 127.0.0.1:${server.access.port}: ${patience}`);
      for (const each of failures) expect(each).toMatch(new RegExp(`${patience}|not connected: Socket timeout`));
      await vi.waitFor(
        async () => expect(await failure(opened.get('kept'))).toMatch('not connected: Socket timeout'),
        NOTICED,
      );
    } finally {
      server.resume();
    }
    await vi.waitFor(async () => expect(await opened.get('kept')).toBe('1'), NOTICED);
  });

  it('sends nothing again that was cut off: a late set could undo a delete', async () => {
    const opened = await open();
    server.pause();
    const cutOff = failure(opened.set('late', '1', 60));
    await server.kill();
    await cutOff;
    await server.restart();
    await vi.waitFor(async () => expect(await opened.get('late')).toBeUndefined(), NOTICED);
  });

  it('opens after its patience with a server that hangs, and fails at once until there is a connection', async () => {
    server.pause();
    try {
      const opened = await open({ connectTimeoutMs: RW_TIMEOUT_MS, rwTimeoutMs: 600_000 });
      expect(await failure(opened.get('a'))).toMatch('not connected');
    } finally {
      server.resume();
    }
  });

  it.each(['connected', 'refused', 'hanging'])('leaves nothing behind when it is closed while %s', async (state) => {
    const address = state === 'refused' ? { host: '127.0.0.1', port: await freePort() } : server.access;
    const module = pathToFileURL(join(import.meta.dirname, 'redisCache.ts')).href;
    const hurried = { addresses: [address], connectTimeoutMs: 1_000, rwTimeoutMs: RW_TIMEOUT_MS };
    if (state === 'hanging') server.pause();
    try {
      const args = ['--input-type=module', '-e', OPEN_AND_CLOSE, module, JSON.stringify(hurried)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const { before, open: opened, after, again } = JSON.parse(stdout);
      expect(opened).not.toEqual(before);
      expect(after).toEqual(before);
      expect(again).toMatch('not connected');
    } finally {
      if (state === 'hanging') server.resume();
    }
  });
});

describe.skipIf('missing' in inject('redis'))('the cache in a Redis server with a password', () => {
  let server: Redis;

  beforeAll(async () => {
    server = await Redis.start('--requirepass', 'secret', '--user', 'tnv', 'on', '>hidden', '~*', '+@all');
  });

  afterAll(async () => {
    await server?.stop();
  });

  it.each([{ password: 'secret' }, { user: 'tnv', password: 'hidden' }])('opens with %j', async (account) => {
    const cache = await openRedisCache(settings(server, account));
    await cache.set('a', '1', 60);
    expect(await cache.get('a')).toBe('1');
    await cache.close();
  });

  it.each([
    [{}, 'NOAUTH Authentication required'],
    [{ password: 'wrong' }, 'WRONGPASS'],
    [{ user: 'nobody', password: 'secret' }, 'WRONGPASS'],
  ])('says what is wrong with %j', async (account, problem) => {
    const cache = await openRedisCache(settings(server, account));
    expect(await failure(cache.get('a'))).toMatch(problem);
    await cache.close();
  });
});
