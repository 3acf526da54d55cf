import type { Address } from '../../src/host/address.ts';
import type { GateWatch } from '../../src/host/gate.ts';
import type { Host } from '../../src/host/host.ts';
import type { HttpHandler, HttpLimits, HttpListener, HttpListeners } from '../../src/host/http.ts';
import { HttpServer } from '../../src/host/node/httpServer.ts';
import { ConnectionStream } from './connectionStream.ts';
import { HeadLimit } from './headLimit.ts';

/** HTTP servers of one process: Node's own, over simulated connections. */
export class SimHttp implements HttpListeners {
  readonly #host: Pick<Host, 'clock' | 'timers' | 'network' | 'log'>;

  constructor(host: Pick<Host, 'clock' | 'timers' | 'network' | 'log'>) {
    this.#host = host;
  }

  async listen(address: Address, limits: HttpLimits, handler: HttpHandler, watch?: GateWatch): Promise<HttpListener> {
    const { clock, timers, network, log } = this.#host;
    const http = new HttpServer(limits, handler, clock, timers, log, watch);
    const headLimit = new HeadLimit(http.server, timers, limits.headTimeoutMs);
    const listener = await network.listen(address, (connection) => {
      const stream = new ConnectionStream(connection, timers);
      http.server.emit('connection', stream);
      headLimit.add(stream);
    });
    return {
      address: listener.address,
      get connections() {
        return http.connections;
      },
      async close() {
        await Promise.all([listener.close(), http.finish()]);
      },
      cut: () => http.cut(),
    };
  }
}
