import type { Poster } from './poster.ts';

/** Posters kept in this browser; those looked at longest ago make room. */
const KEPT_MAX = 400;
const STORE = 'posters';
const BY_USE = 'usedAt';

interface Kept {
  readonly key: string;
  readonly usedAt: number;
  readonly poster: Poster;
}

let opened: Promise<IDBDatabase> | undefined;

/** Without IndexedDB (private windows of some browsers) nothing is kept, and posters are made anew at each visit. */
function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open('tnv', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(STORE, { keyPath: 'key' }).createIndex(BY_USE, BY_USE);
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error('another tab keeps the database'));
  });
  return opened;
}

function done<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** The poster kept under a key; undefined when there is none. */
export async function findPoster(key: string): Promise<Poster | undefined> {
  try {
    const store = (await database()).transaction(STORE, 'readwrite').objectStore(STORE);
    const kept = (await done(store.get(key))) as Kept | undefined;
    if (kept === undefined) return undefined;
    store.put({ ...kept, usedAt: Date.now() } satisfies Kept);
    return kept.poster;
  } catch {
    return undefined;
  }
}

/** Keeps a poster, as far as the browser lets us. */
export async function keepPoster(key: string, poster: Poster): Promise<void> {
  try {
    const store = (await database()).transaction(STORE, 'readwrite').objectStore(STORE);
    store.put({ key, usedAt: Date.now(), poster } satisfies Kept);
    const excess = (await done(store.count())) - KEPT_MAX;
    if (excess <= 0) return;
    for (const oldest of await done(store.index(BY_USE).getAllKeys(null, excess))) store.delete(oldest);
  } catch {
    // It is made anew at the next visit.
  }
}
