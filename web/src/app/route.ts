import { signal } from '@preact/signals';

/** A place in the page, as the address has it behind `#`. */
export type Route =
  | { readonly view: 'library' }
  | { readonly view: 'play'; readonly id: string }
  | { readonly view: 'cluster' }
  | { readonly view: 'sim'; readonly seed: number | null }
  | { readonly view: 'unknown' };

export const SEED_MAX = 4_294_967_295;

/** A simulator's seed as written; undefined when it is none. */
export function parseSeed(text: string): number | undefined {
  const seed = Number(text);
  return /^\d{1,10}$/.test(text) && seed <= SEED_MAX ? seed : undefined;
}

/** The place that an address's `#…` names. */
export function parseRoute(hash: string): Route {
  const [, view = '', rest = '', ...more] = hash.replace(/^#?\/?/, '/').split('/');
  if (more.length > 0) return { view: 'unknown' };
  if (view === '' && rest === '') return { view: 'library' };
  if (view === 'cluster' && rest === '') return { view: 'cluster' };
  if (view === 'play' && rest !== '') return decoded(rest);
  if (view === 'sim') {
    const seed = parseSeed(rest);
    if (rest === '' || seed !== undefined) return { view: 'sim', seed: seed ?? null };
  }
  return { view: 'unknown' };
}

function decoded(id: string): Route {
  try {
    return { view: 'play', id: decodeURIComponent(id) };
  } catch {
    return { view: 'unknown' };
  }
}

/** The `#…` of a place; `parseRoute` takes it back. */
export function routeHash(route: Exclude<Route, { view: 'unknown' }>): string {
  switch (route.view) {
    case 'library':
      return '#/';
    case 'play':
      return `#/play/${encodeURIComponent(route.id)}`;
    case 'cluster':
      return '#/cluster';
    case 'sim':
      return route.seed === null ? '#/sim' : `#/sim/${route.seed}`;
  }
}

/** Where the viewer is. */
export const route = signal<Route>({ view: 'library' });

/** Follows the address from here on. */
export function followAddress(): void {
  const follow = (): void => {
    route.value = parseRoute(location.hash);
  };
  follow();
  addEventListener('hashchange', follow);
}

/** Goes to a place. */
export function goTo(place: Exclude<Route, { view: 'unknown' }>): void {
  location.hash = routeHash(place);
}
