import { Redis } from 'ioredis';
import type { Settings } from './settings.ts';

/** The cache as deployed daemons use it: what fails is not there. */
export class OldCache {
  readonly #redis: Redis;
  readonly #timeoutSeconds: number;

  constructor(settings: Settings) {
    const address = settings.address('redis_addrs', '127.0.0.1:6379');
    this.#redis = new Redis({ ...address, maxRetriesPerRequest: 0, commandTimeout: 2_000, protocol: 2 });
    this.#redis.on('error', () => undefined);
    this.#timeoutSeconds = settings.number('redis_key_timeout', 60);
  }

  get(key: string): Promise<string | null> {
    return this.#redis.get(key).catch(() => null);
  }

  async set(key: string, value: string): Promise<void> {
    await this.#redis.setex(key, this.#timeoutSeconds, value).catch(() => undefined);
  }

  async delete(key: string): Promise<void> {
    await this.#redis.del(key).catch(() => undefined);
  }

  close(): void {
    this.#redis.disconnect();
  }
}
