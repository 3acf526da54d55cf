import type { Address } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import type { HttpRequest, HttpResponse } from '../host/http.ts';
import { noMeter } from '../host/meter.ts';
import type { Listener } from '../host/network.ts';
import type { HealthCheck } from '../server/daemon.ts';
import { GateRecord } from '../server/gateRecord.ts';
import { type HealthReport, healthReport } from './healthReport.ts';

/** What can be watched of a process. */
export interface Watched {
  /** The metrics as Prometheus reads them. */
  metrics(): Promise<string>;
  readonly metricsType: string;
  /** undefined while the daemon starts or stops. */
  health(): readonly HealthCheck[] | undefined;
}

/** Whoever watches needs few connections; one machine cannot take them all. Spec: OPS-WATCH-LIMITS. */
const LIMITS = { connectionsMax: 100, connectionsPerPeerMax: 20, idleTimeoutMs: 30_000, headTimeoutMs: 10_000 };

/** Milliseconds that answers under way get when the port is closed. */
const CLOSE_MAX_MS = 2_000;

/** Milliseconds for which a report answers everybody who asks: watching must not become a load. */
const REPORT_AGE_MAX_MS = 1_000;

/**
 * Listens for those who watch over a daemon: `GET /metrics` gives the metrics, `GET /health` 200 when the daemon can
 * serve and 503 when it cannot, with the reasons as JSON. Rejects with a `ListenError`. Spec: OPS-METRICS, OPS-HEALTH, OPS-STOP.
 */
export async function openWatchPort(host: Host, address: Address, watched: Watched): Promise<Listener> {
  let report: { readonly madeMs: number; readonly made: Promise<HealthReport> } | undefined;

  const currentReport = (checks: readonly HealthCheck[]): Promise<HealthReport> => {
    const nowMs = host.clock.monotonicMs();
    if (report === undefined || nowMs - report.madeMs >= REPORT_AGE_MAX_MS) {
      report = { madeMs: nowMs, made: healthReport(host, checks) };
    }
    return report.made;
  };

  const answer = async (request: HttpRequest, response: HttpResponse): Promise<void> => {
    const [pathname] = request.target.split('?', 1);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(request, response, 405, 'text/plain; charset=utf-8', 'only GET and HEAD\n');
    } else if (pathname === '/metrics') {
      send(request, response, 200, watched.metricsType, await watched.metrics());
    } else if (pathname === '/health') {
      const checks = watched.health();
      const { healthy, checks: results } =
        checks === undefined
          ? { healthy: false, checks: { daemon: 'starting or stopping' } }
          : await currentReport(checks);
      const body = `${JSON.stringify({ status: healthy ? 'ok' : 'failing', hostname: host.hostname, checks: results })}\n`;
      send(request, response, healthy ? 200 : 503, 'application/json', body);
    } else {
      send(request, response, 404, 'text/plain; charset=utf-8', 'here are /metrics and /health\n');
    }
  };

  const listener = await host.http.listen(
    address,
    LIMITS,
    async (request, response) => {
      try {
        await answer(request, response);
      } catch (error) {
        host.log.error('watch request failed', { error: error instanceof Error ? error : new Error(String(error)) });
        response.abort();
      }
    },
    // What a daemon counts are its own peers.
    new GateRecord({ clock: host.clock, log: host.log, meter: noMeter }),
  );
  return {
    address: listener.address,
    async close() {
      const patience = host.timers.after(CLOSE_MAX_MS, () => listener.cut());
      await listener.close();
      patience.cancel();
    },
  };
}

function send(request: HttpRequest, response: HttpResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  response.head(status, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : body);
}
