import type { Cache } from '../cache/cache.ts';
import type { Host } from '../host/host.ts';
import type { HttpRequest, HttpResponse } from '../host/http.ts';
import { sleep } from '../host/sleep.ts';
import type { Daemon } from '../server/daemon.ts';
import { GateRecord } from '../server/gateRecord.ts';
import { STOP_GRACE_MS } from '../server/limits.ts';
import { Answer } from './answer.ts';
import { answerRequest } from './answerRequest.ts';
import type { FileSource } from './fileSource.ts';
import { filesRoute } from './filesRoute.ts';
import { homeRoute } from './homeRoute.ts';
import type { HttpConfig } from './httpConfig.ts';
import { positionsRoute } from './positionsRoute.ts';
import { RequestRecord } from './requestRecord.ts';

/** What the gateway works with. They belong to whoever made them. */
export interface HttpParts {
  readonly client: FileSource;
  /** Where sessions are kept. */
  readonly sessions: Cache;
}

/**
 * Starts the HTTP gateway: it serves the files of one application and user to whoever can reach it.
 * Rejects with a `ListenError`. Spec: HTTP-*, OPS-STOP.
 */
export async function startHttp(host: Host, config: HttpConfig, parts: HttpParts): Promise<Daemon> {
  const routes = [filesRoute(host, config, parts.client), positionsRoute(host, config, parts.sessions), homeRoute()];
  const record = new RequestRecord(host);
  const open = new Map<Answer, Promise<void>>();

  const handle = async (request: HttpRequest, response: HttpResponse): Promise<void> => {
    const answer = new Answer(host, response, request.method);
    const done = answerRequest(host, record, routes, request, answer);
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
