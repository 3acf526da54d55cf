import type { Cache } from '../cache/cache.ts';
import type { Host } from '../host/host.ts';
import type { HttpRequest, HttpResponse } from '../host/http.ts';
import { sleep } from '../host/sleep.ts';
import type { Daemon } from '../server/daemon.ts';
import { GateRecord } from '../server/gateRecord.ts';
import { STOP_GRACE_MS } from '../server/limits.ts';
import { Access } from './access/access.ts';
import { Answer } from './answer.ts';
import { answerRequest } from './answerRequest.ts';
import { aboutRoute } from './api/aboutRoute.ts';
import { FileViews } from './api/fileViews.ts';
import { libraryRoutes } from './api/libraryRoutes.ts';
import { linksRoute } from './api/linksRoute.ts';
import { Listing } from './api/listing.ts';
import { loginRoutes } from './api/loginRoutes.ts';
import { uploadHandler } from './api/upload.ts';
import { clusterRoutes } from './cluster/clusterRoutes.ts';
import { ClusterView } from './cluster/clusterView.ts';
import { LiveCluster } from './cluster/liveCluster.ts';
import { filesRoute } from './filesRoute.ts';
import { hlsRoute } from './hls/hlsRoute.ts';
import { homeRoute } from './homeRoute.ts';
import type { HttpConfig } from './httpConfig.ts';
import type { Library } from './library.ts';
import { loadPage } from './page/pageFiles.ts';
import { pageRoutes } from './page/pageRoutes.ts';
import { positionsRoute } from './positionsRoute.ts';
import { RequestRecord } from './requestRecord.ts';
import type { Route } from './router.ts';
import { simRoute } from './sim/simRoute.ts';
import type { Simulator } from './sim/simulator.ts';
import { Traffic } from './traffic.ts';

/** What the gateway works with. They belong to whoever made them. */
export interface HttpParts {
  readonly client: Library;
  /** Where sessions and logins are kept. */
  readonly sessions: Cache;
  /** Runs simulations for viewers; nobody does unless given. */
  readonly simulator?: Simulator | undefined;
}

/**
 * Starts the HTTP gateway: it serves the files of one application and user to whoever can reach it.
 * Rejects with a `ListenError`, or with a `DiskError` when the page cannot be read. Spec: HTTP-*, OPS-STOP.
 */
export async function startHttp(host: Host, config: HttpConfig, parts: HttpParts): Promise<Daemon> {
  const traffic = new Traffic();
  const access = new Access(host, config, parts.sessions);
  const record = new RequestRecord(host);
  const open = new Map<Answer, Promise<void>>();
  const live = new LiveCluster(host, new ClusterView(host, config, traffic, () => open.size));
  const routes = [...routesOf(host, config, parts, access, traffic), ...clusterRoutes(access, live)];
  const page = config.pageFolder === undefined ? undefined : await loadPage(host.disk, config.pageFolder);
  routes.push(...(page === undefined ? [homeRoute()] : pageRoutes(page)));

  const handle = async (request: HttpRequest, response: HttpResponse): Promise<void> => {
    const answer = new Answer(host, response, request.method);
    const done = answerRequest(host, record, access, routes, request, answer);
    traffic.requests++;
    open.set(answer, done);
    await done;
    open.delete(answer);
  };

  const listener = await host.http.listen(config.listen, config.limits, handle, new GateRecord(host));
  const unwatch = [
    host.meter.gauge({ name: 'tnv_http_requests_open', help: 'Requests under way.' }, () => [[[], open.size]]),
    host.meter.gauge({ name: 'tnv_connections', help: 'Open connections of peers.' }, () => [
      [[], listener.connections],
    ]),
  ];
  return {
    address: listener.address,
    health: [{ what: 'trackers', check: async () => void (await parts.client.groups()) }],
    async stop(graceMs = STOP_GRACE_MS) {
      const closed = listener.close();
      // Those who watch would go on for ever.
      await live.stop();
      const graceOver = new AbortController();
      const cut = sleep(host.timers, graceMs, graceOver.signal).then(() => {
        for (const answer of open.keys()) answer.abort();
        // Also those whose answer is complete but was not taken.
        listener.cut();
      });
      await Promise.all([closed, ...open.values()]);
      graceOver.abort();
      await cut;
      for (const end of unwatch) end();
    },
  };
}

function routesOf(host: Host, config: HttpConfig, parts: HttpParts, access: Access, traffic: Traffic): Route[] {
  const { client: library, sessions } = parts;
  const listing = new Listing(config, library);
  const libraryParts = { config, access, library, listing, views: new FileViews(host.clock, config) };
  return [
    filesRoute(host, config, access, library, traffic),
    hlsRoute(host, config, access, library),
    positionsRoute(host, config, sessions),
    aboutRoute(config, access, listing, parts.simulator !== undefined),
    simRoute(access, parts.simulator),
    ...libraryRoutes(libraryParts, uploadHandler(host, libraryParts, traffic)),
    ...loginRoutes(host, config, access),
    linksRoute(host, libraryParts),
  ];
}
