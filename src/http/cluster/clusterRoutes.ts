import type { Access } from '../access/access.ts';
import { HttpError } from '../httpError.ts';
import type { Call, Route } from '../router.ts';
import type { LiveCluster } from './liveCluster.ts';

/** Those who may watch at once. */
const WATCHERS_MAX = 1_000;
/** Milliseconds without news after which something is said all the same; the page counts on it. */
const SILENCE_MAX_MS = 15_000;
/** Milliseconds after which a browser that was cut off comes again. */
const RETRY_MS = 2_000;

const STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies that gather answers must not gather this one.
  'x-accel-buffering': 'no',
} as const;

/** The site at a glance, once and live. Spec: HTTP-CLUSTER, HTTP-CLUSTER-LIVE. */
export function clusterRoutes(access: Access, live: LiveCluster): Route[] {
  const show = async ({ request, answer }: Call): Promise<void> => {
    await access.needCluster(request);
    const { json } = await live.once();
    await answer.small(200, 'application/json; charset=utf-8', json, { 'cache-control': 'no-store' });
  };
  const follow = async (call: Call): Promise<void> => {
    await access.needCluster(call.request);
    if (live.watchers >= WATCHERS_MAX) {
      throw new HttpError(503, 'too many watch the cluster already', { 'retry-after': 10 });
    }
    live.join();
    try {
      await sendEvents(call, live);
    } finally {
      live.leave();
    }
  };
  return [
    {
      path: '/api/cluster',
      methods: new Map([
        ['GET', show],
        ['HEAD', show],
      ]),
    },
    { path: '/api/cluster/events', methods: new Map([['GET', follow]]) },
  ];
}

/** A viewer that takes its time gets the newest sight each time, not all of them. */
async function sendEvents({ request, answer }: Call, live: LiveCluster): Promise<void> {
  answer.head(200, STREAM);
  await answer.write(Buffer.from(`retry: ${RETRY_MS}\n\n`));
  let seen = 0;
  while (!request.gone.aborted && !live.over.aborted) {
    const sight = await live.next(seen, SILENCE_MAX_MS, request.gone);
    if (request.gone.aborted || live.over.aborted) break;
    // Scripts of a page hear events, not comments.
    const event = sight === undefined ? 'event: quiet\ndata: {}\n\n' : `event: cluster\ndata: ${sight.json}\n\n`;
    seen = sight?.number ?? seen;
    await answer.write(Buffer.from(event));
  }
  answer.end();
}
