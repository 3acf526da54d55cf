import type { Cluster, Redis } from 'ioredis';
import { formatAddress } from '../../host/address.ts';
import { type Cache, CacheError } from '../cache.ts';
import { connectRedis, disconnectRedis, type RedisSettings } from './redisClient.ts';

/**
 * Connects to a Redis server, or with several addresses to a Redis Cluster. Resolves as soon as it is connected,
 * the first try has failed, or `connectTimeoutMs` are over; never rejects: while there is no connection the cache's
 * methods reject with a `CacheError`, and it goes on trying until it is closed. Spec: CACHE-ADVISORY.
 */
export async function openRedisCache(settings: RedisSettings): Promise<Cache> {
  const cache = new RedisCache(settings);
  await cache.firstTry();
  return cache;
}

/** Texts under their own keys with SETEX, GET and DEL, as the other implementations keep them. */
class RedisCache implements Cache {
  readonly #settings: RedisSettings;
  readonly #client: Redis | Cluster;
  /** Who is asked, for messages. */
  readonly #name: string;
  /** Why there is no connection. */
  #lastError: Error | undefined;

  constructor(settings: RedisSettings) {
    this.#settings = settings;
    this.#name = `redis ${settings.addresses.map(formatAddress).join(';')}`;
    this.#client = connectRedis(settings);
    this.#client.on('error', (error: Error) => {
      this.#lastError = error;
    });
    this.#client.on('ready', () => {
      this.#lastError = undefined;
    });
  }

  firstTry(): Promise<void> {
    const client = this.#client;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        for (const event of ['ready', 'close']) client.off(event, done);
        resolve();
      };
      const timer = setTimeout(done, this.#settings.connectTimeoutMs);
      for (const event of ['ready', 'close']) client.on(event, done);
    });
  }

  async get(key: string): Promise<string | undefined> {
    const value = await this.#answer(this.#client.get(key));
    return value ?? undefined;
  }

  async set(key: string, value: string, ttlSeconds: number): Promise<void> {
    await this.#answer(this.#client.setex(key, ttlSeconds, value));
  }

  async delete(key: string): Promise<void> {
    await this.#answer(this.#client.del(key));
  }

  close(): Promise<void> {
    return disconnectRedis(this.#client);
  }

  async #answer<T>(reply: Promise<T>): Promise<T> {
    try {
      return await reply;
    } catch (error) {
      throw new CacheError(`${this.#name}: ${this.#explain(error)}`, { cause: error });
    }
  }

  #explain(error: unknown): string {
    if (this.#client.status !== 'ready') {
      return this.#lastError === undefined ? 'not connected' : `not connected: ${messageOf(this.#lastError)}`;
    }
    const message = messageOf(error);
    if (message === 'Command timed out') return `no answer within ${this.#settings.rwTimeoutMs} ms`;
    if (message.startsWith('MOVED ')) {
      return 'this server is part of a Redis Cluster: give the addresses of two or more of its nodes';
    }
    return message;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A cluster none of whose nodes could be asked keeps the reason here.
  const reason = 'lastNodeError' in error ? error.lastNodeError : undefined;
  return reason instanceof Error ? `${error.message} ${reason.message}` : error.message;
}
