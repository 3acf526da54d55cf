import { z } from 'zod';
import type { Cache } from '../cache/cache.ts';
import type { Random } from '../host/random.ts';

/** Positions a session remembers; the one untouched longest makes room. */
const POSITIONS_MAX = 100;

/** A session as it stands in the cache: pairs of file id and seconds, the one set last at the end. */
const SESSION = z.object({ positions: z.array(z.tuple([z.string(), z.number()])).max(POSITIONS_MAX) });

/**
 * What is remembered of a viewer: where it left off in its files. Kept in a cache, so that gateways can share it and
 * nobody may count on it. Methods reject with a `CacheError`. Spec: HTTP-SESSION.
 */
export class Sessions {
  readonly #cache: Cache;
  readonly #random: Random;
  readonly #timeoutSeconds: number;
  /** The last change under way of each session: a change reads and writes, so two must not overlap. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(cache: Cache, random: Random, timeoutSeconds: number) {
    this.#cache = cache;
    this.#random = random;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /** Where a session left off in a file, in seconds, and whether there is such a session; then its time begins anew. */
  position(id: string, fileid: string): Promise<{ known: boolean; seconds: number | undefined }> {
    return this.#inTurn(id, async () => {
      const positions = await this.#load(id);
      if (positions === undefined) return { known: false, seconds: undefined };
      await this.#save(id, positions);
      return { known: true, seconds: positions.get(fileid) };
    });
  }

  /** Remembers a position; resolves to the session's id, a new one when there was no such session. */
  async remember(id: string | undefined, fileid: string, seconds: number): Promise<string> {
    const kept = id !== undefined && (await this.#inTurn(id, () => this.#change(id, fileid, seconds)));
    if (kept) return id;
    // An id is only ever taken from us: a viewer cannot be talked into one that somebody else knows.
    const newId = this.#random.bytes(16).toString('hex');
    await this.#save(newId, new Map([[fileid, seconds]]));
    return newId;
  }

  /** False when there is no such session. */
  async #change(id: string, fileid: string, seconds: number): Promise<boolean> {
    const positions = await this.#load(id);
    if (positions === undefined) return false;
    positions.delete(fileid);
    positions.set(fileid, seconds);
    const excess = positions.size - POSITIONS_MAX;
    for (const oldest of [...positions.keys()].slice(0, Math.max(0, excess))) positions.delete(oldest);
    await this.#save(id, positions);
    return true;
  }

  /** undefined when there is none, or what is there is not ours. */
  async #load(id: string): Promise<Map<string, number> | undefined> {
    const text = await this.#cache.get(cacheKey(id));
    const session = SESSION.safeParse(text === undefined ? undefined : parseJson(text));
    return session.success ? new Map(session.data.positions) : undefined;
  }

  #save(id: string, positions: ReadonlyMap<string, number>): Promise<void> {
    return this.#cache.set(cacheKey(id), JSON.stringify({ positions: [...positions] }), this.#timeoutSeconds);
  }

  async #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(work);
    const settled = turn.catch(() => undefined);
    this.#turns.set(id, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(id) === settled) this.#turns.delete(id);
    }
  }
}

function cacheKey(id: string): string {
  return `http:session:${id}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
