import { Turns } from '../../host/turns.ts';
import type { Access } from '../access/access.ts';
import { refuseForeignPages } from '../access/crossSite.ts';
import { HttpError } from '../httpError.ts';
import type { Call, Route } from '../router.ts';
import { SharedWork } from '../sharedWork.ts';
import type { Simulator } from './simulator.ts';

/** The timeline is drawn by a script of its own, which can reach nothing: neither the gateway nor the page around it. */
const POLICY =
  "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'self'";
/** Runs that wait for the one under way. */
const WAITING_MAX = 4;
const RETRY_AFTER_SECONDS = 5;
/** Timelines that are kept: the page asks twice, and a seed is passed on. */
const KEPT = { countMax: 16, bytesMax: 16 * 1024 * 1024 } as const;
const SEED_MAX = 2 ** 32 - 1;

/** GET and HEAD of the timeline of a seed's short run. Without a simulator there is none. Spec: HTTP-SIM. */
export function simRoute(access: Access, simulator: Simulator | undefined): Route {
  const turns = new Turns(1);
  const timelines = new SharedWork<Buffer>(KEPT);
  const timelineOf = (simulates: Simulator, seed: number, signal: AbortSignal): Promise<Buffer> =>
    timelines.get(String(seed), signal, async (abandoned) => {
      if (turns.waiting >= WAITING_MAX) {
        throw new HttpError(503, 'other runs are waiting already, try again later', {
          'retry-after': RETRY_AFTER_SECONDS,
        });
      }
      const value = await turns.take(() => simulates.timeline(seed, abandoned), abandoned);
      return { value, bytes: value.length };
    });
  const show = async ({ request, answer, rest }: Call): Promise<void> => {
    // A run costs a second of a processor: no page elsewhere may ask for it.
    refuseForeignPages(request);
    await access.needRead(request);
    if (simulator === undefined) throw new HttpError(501, 'this gateway runs no simulations');
    const seed = Number(rest);
    if (!/^\d{1,10}$/.test(rest) || seed > SEED_MAX) {
      throw new HttpError(404, `a seed is a whole number from 0 to ${SEED_MAX}`);
    }
    const page = await timelineOf(simulator, seed, request.gone);
    answer.head(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': page.length,
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    if (request.method !== 'HEAD') await answer.write(page);
    answer.end();
  };
  return {
    path: '/api/sim/',
    methods: new Map([
      ['GET', show],
      ['HEAD', show],
    ]),
  };
}
