import { z } from 'zod';
import { type Cache, CacheError } from '../cache/cache.ts';
import type { Host } from '../host/host.ts';
import { refuseForeignPages } from './access/crossSite.ts';
import type { HttpConfig } from './httpConfig.ts';
import { type Headers, HttpError } from './httpError.ts';
import { readJson } from './jsonBody.ts';
import type { Call, Route } from './router.ts';
import { Sessions } from './session.ts';
import { readSessionId, sessionCookie } from './sessionCookie.ts';
import { decodeFileid } from './target.ts';

/** `{ "seconds": 12.5 }`; nothing plays for a year. */
const POSITION = z.strictObject({ seconds: z.number().min(0).max(31_536_000) });

const PRIVATE = { 'cache-control': 'no-store' } as const;

/** Where a viewer left off in a file: GET asks, PUT remembers. Spec: HTTP-SESSION. */
export function positionsRoute(host: Host, config: HttpConfig, cache: Cache): Route {
  const positions = new Positions(host, config, cache);
  const ask = (call: Call): Promise<void> => positions.ask(call);
  return {
    path: '/session/positions/',
    methods: new Map([
      ['GET', ask],
      ['HEAD', ask],
      ['PUT', (call) => positions.remember(call)],
    ]),
  };
}

class Positions {
  readonly #host: Host;
  readonly #config: HttpConfig;
  readonly #sessions: Sessions;

  constructor(host: Host, config: HttpConfig, cache: Cache) {
    this.#host = host;
    this.#config = config;
    this.#sessions = new Sessions(cache, host.random, config.sessionTimeoutSeconds);
  }

  /** A session store that fails is as good as one that has forgotten. */
  async ask({ request, answer, rest }: Call): Promise<void> {
    refuseForeignPages(request);
    const fileid = decodeFileid(rest);
    const id = readSessionId(request.headers.cookie);
    const found = id === undefined ? undefined : await this.#find(id, fileid);
    const headers = id !== undefined && found?.known ? this.#kept(id) : PRIVATE;
    await answer.small(200, 'application/json', JSON.stringify({ seconds: found?.seconds ?? null }), headers);
  }

  async remember({ request, answer, rest }: Call): Promise<void> {
    const fileid = decodeFileid(rest);
    const { timers } = this.#host;
    const { seconds } = await readJson(request, POSITION, timers, this.#config.limits.headTimeoutMs);
    const id = await this.#store(readSessionId(request.headers.cookie), fileid, seconds);
    answer.head(204, this.#kept(id));
    answer.end();
  }

  async #find(id: string, fileid: string): Promise<{ known: boolean; seconds: number | undefined } | undefined> {
    try {
      return await this.#sessions.position(id, fileid);
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      this.#host.log.warn('session store failed', { error });
      return undefined;
    }
  }

  async #store(id: string | undefined, fileid: string, seconds: number): Promise<string> {
    try {
      return await this.#sessions.remember(id, fileid, seconds);
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      this.#host.log.warn('session store failed', { error });
      throw new HttpError(503, 'the session store cannot be reached', { 'retry-after': 5 }, { cause: error });
    }
  }

  #kept(id: string): Headers {
    return { ...PRIVATE, 'set-cookie': sessionCookie(id, this.#config.sessionTimeoutSeconds) };
  }
}
