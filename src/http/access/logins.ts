import type { Cache } from '../../cache/cache.ts';
import type { Random } from '../../host/random.ts';
import { hmac, sameSecret } from './secrets.ts';

const NAME = 'tnv_login';
const PAIR = new RegExp(`(?:^|;)[ \\t]*${NAME}=([0-9a-f]{32})[ \\t]*(?=;|$)`);

/**
 * Viewers who have shown the token. Kept in the session store, so that gateways share them; each with a mark of the token
 * it was made for, so that a new token ends them all. Methods reject with a `CacheError`. Spec: HTTP-LOGIN.
 */
export class Logins {
  readonly #cache: Cache;
  readonly #random: Random;
  readonly #mark: string;
  readonly #timeoutSeconds: number;

  constructor(cache: Cache, random: Random, token: string, timeoutSeconds: number) {
    this.#cache = cache;
    this.#random = random;
    this.#mark = hmac(token, 'tnv-login');
    this.#timeoutSeconds = timeoutSeconds;
  }

  /** Logs a viewer in; gives the Set-Cookie header. */
  async begin(): Promise<string> {
    const id = this.#random.bytes(16).toString('hex');
    await this.#cache.set(cacheKey(id), this.#mark, this.#timeoutSeconds);
    return cookie(id, this.#timeoutSeconds);
  }

  /** Whether a Cookie header belongs to a viewer who is logged in. */
  async has(cookieHeader: string | undefined): Promise<boolean> {
    const id = readId(cookieHeader);
    const mark = id === undefined ? undefined : await this.#cache.get(cacheKey(id));
    return mark !== undefined && sameSecret(mark, this.#mark);
  }

  /** Lets the time of a login begin anew; gives the Set-Cookie header, undefined when there is no such login. */
  async prolong(cookieHeader: string | undefined): Promise<string | undefined> {
    const id = readId(cookieHeader);
    if (id === undefined || !(await this.has(cookieHeader))) return undefined;
    await this.#cache.set(cacheKey(id), this.#mark, this.#timeoutSeconds);
    return cookie(id, this.#timeoutSeconds);
  }

  /** Logs a viewer out; gives the Set-Cookie header that makes its browser forget. */
  async end(cookieHeader: string | undefined): Promise<string> {
    const id = readId(cookieHeader);
    if (id !== undefined) await this.#cache.delete(cacheKey(id));
    return cookie('', 0);
  }
}

function readId(cookieHeader: string | undefined): string | undefined {
  return cookieHeader === undefined ? undefined : PAIR.exec(cookieHeader)?.[1];
}

function cookie(id: string, maxAgeSeconds: number): string {
  return `${NAME}=${id}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict`;
}

function cacheKey(id: string): string {
  return `http:login:${id}`;
}
