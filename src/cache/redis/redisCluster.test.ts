import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { findBinary } from '../../../test/services/binary.ts';
import { freePort } from '../../../test/services/freePort.ts';
import { Redis } from '../../../test/services/redis.ts';
import { type Address, formatAddress } from '../../host/address.ts';
import { cacheContract } from '../cache.contract.ts';
import { type Cache, CacheError } from '../cache.ts';
import { openRedisCache } from './redisCache.ts';

const NODES = 3;

/** A Redis Cluster of three masters, a third of the slots each. */
async function startCluster(): Promise<Redis[]> {
  const nodes: Redis[] = [];
  try {
    for (let index = 0; index < NODES; index++) {
      // Its own port for the bus: the usual one, 10000 above, may be past 65535.
      const bus = String(await freePort());
      nodes.push(
        await Redis.start('--cluster-enabled', 'yes', '--cluster-port', bus, '--cluster-node-timeout', '15000'),
      );
    }
    const addresses = nodes.map((node) => formatAddress(node.access));
    const redisCli = findBinary('redis-cli');
    if (redisCli === undefined) throw new Error('redis-cli is not installed');
    await promisify(execFile)(redisCli, ['--cluster', 'create', ...addresses, '--cluster-yes']);
    for (const node of nodes) await vi.waitFor(() => isOk(node), { timeout: 20_000 });
    return nodes;
  } catch (error) {
    await Promise.all(nodes.map((node) => node.stop()));
    throw error;
  }
}

/** Rejects unless this node finds that all slots are served. */
async function isOk(node: Redis): Promise<void> {
  await withClient(node, async (client) => {
    expect(await client.cluster('INFO')).toContain('cluster_state:ok');
  });
}

async function withClient<T>(node: Redis, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(node.access);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe.skipIf('missing' in inject('redis'))('the cache in a Redis Cluster', () => {
  let nodes: Redis[] = [];

  beforeAll(async () => {
    nodes = await startCluster();
  });

  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  });

  function open(...known: Redis[]): Promise<Cache> {
    const [first, second, ...others] = known.map((node) => node.access);
    if (first === undefined || second === undefined) throw new Error('two nodes at least');
    return openRedisCache({ addresses: [first, second, ...others], connectTimeoutMs: 5_000, rwTimeoutMs: 5_000 });
  }

  cacheContract(async () => {
    const cache = await open(...nodes);
    return {
      cache,
      async pass(seconds) {
        for (const node of nodes) {
          await withClient(node, async (client) => {
            for (const key of await client.keys('*')) {
              await client.pexpire(key, (await client.pttl(key)) - seconds * 1000);
            }
          });
        }
      },
      close: () => cache.close(),
    };
  });

  it('spreads over all nodes, also when only two were named', async () => {
    const cache = await open(...nodes.slice(0, 2));
    for (let index = 0; index < 100; index++) await cache.set(`spread:${index}`, String(index), 60);
    for (const node of nodes) {
      expect(await withClient(node, (client) => client.keys('spread:*'))).not.toHaveLength(0);
    }
    await cache.close();
  });

  /** The first of some keys that `node` serves. */
  async function keyOf(node: Redis, prefix: string): Promise<string> {
    return withClient(node, async (client) => {
      for (let index = 0; index < 1000; index++) {
        const key = `${prefix}:${index}`;
        if (
          await client
            .get(key)
            .then(() => true)
            .catch(() => false)
        )
          return key;
      }
      throw new Error('the node serves no key');
    });
  }

  it('fails for the keys of a node that is away, and works again with the same object when it is back', async () => {
    const cache = await open(...nodes);
    const away = nodes[0] as Redis;
    const key = await keyOf(away, 'away');
    await cache.set(key, '1', 60);
    await away.kill();
    await vi.waitFor(() => expect(cache.get(key)).rejects.toThrow(CacheError), { timeout: 20_000 });
    await away.restart();
    await vi.waitFor(() => cache.set(key, '2', 60), { timeout: 20_000 });
    expect(await cache.get(key)).toBe('2');
    await cache.close();
  });

  it('fails after its patience for the keys of a node that hangs, and works again when it goes on', async () => {
    const hanging = nodes[1] as Redis;
    const key = await keyOf(hanging, 'hanging');
    const addresses = [nodes[0], nodes[2]].map((node) => (node as Redis).access) as [Address, Address];
    const cache = await openRedisCache({ addresses, connectTimeoutMs: 5_000, rwTimeoutMs: 1_500 });
    await cache.set(key, '1', 60);
    hanging.pause();
    try {
      const answers = await Promise.allSettled(Array.from({ length: 20 }, () => cache.get(key)));
      for (const answer of answers) expect(answer).toMatchObject({ reason: expect.any(CacheError) });
    } finally {
      hanging.resume();
    }
    await vi.waitFor(async () => expect(await cache.get(key)).toBe('1'), { timeout: 20_000 });
    await cache.close();
  });

  it('says so when the addresses are not nodes of a cluster', async () => {
    const [one, two] = [await Redis.start(), await Redis.start()];
    const cache = await open(one, two);
    await expect(cache.get('a')).rejects.toThrow(/not connected: .*cluster support disabled/);
    await cache.close();
    await Promise.all([one.stop(), two.stop()]);
  });

  it('says so when only one of its nodes was named', async () => {
    const [node] = nodes;
    if (node === undefined) throw new Error('no node');
    const cache = await openRedisCache({ addresses: [node.access], connectTimeoutMs: 5_000, rwTimeoutMs: 5_000 });
    const answers = await Promise.allSettled(Array.from({ length: 100 }, (_, index) => cache.get(`one:${index}`)));
    const reasons = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
    expect(new Set(reasons)).toEqual(
      new Set([
        `CacheError: redis ${formatAddress(node.access)}: this server is part of a Redis Cluster: ` +
          'give the addresses of two or more of its nodes',
      ]),
    );
    await cache.close();
  });

  it.each(['busy', 'hanging', 'away'])('leaves nothing behind when it is closed while it is %s', async (state) => {
    const sockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    const cache = await open(...nodes);
    if (state === 'hanging') for (const node of nodes) node.pause();
    if (state === 'away') await Promise.all(nodes.map((node) => node.kill()));
    try {
      const keys = Array.from({ length: 100 }, (_, index) => `closing:${index}`);
      const work = Promise.allSettled(keys.map((key) => cache.set(key, '1', 60)));
      if (state === 'busy') expect(sockets()).toBeGreaterThan(0);
      await cache.close();
      expect(sockets()).toBe(0);
      await expect(cache.get('a')).rejects.toThrow(CacheError);
      await work;
    } finally {
      if (state === 'hanging') for (const node of nodes) node.resume();
      if (state === 'away') await Promise.all(nodes.map((node) => node.restart()));
    }
  });
});
