import type { Address } from '../address.ts';
import type { Clock } from '../clock.ts';
import type { GateWatch } from '../gate.ts';
import type { HttpHandler, HttpLimits, HttpListener, HttpListeners } from '../http.ts';
import type { Log } from '../log.ts';
import type { Timers } from '../timers.ts';
import { HttpServer } from './httpServer.ts';
import { listenAt } from './listenAt.ts';

/** HTTP/1.1 over TCP. */
export class NodeHttp implements HttpListeners {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #log: Log;

  constructor(clock: Clock, timers: Timers, log: Log) {
    this.#clock = clock;
    this.#timers = timers;
    this.#log = log;
  }

  async listen(address: Address, limits: HttpLimits, handler: HttpHandler, watch?: GateWatch): Promise<HttpListener> {
    const http = new HttpServer(limits, handler, this.#clock, this.#timers, this.#log, watch);
    const bound = await listenAt(http.server, address, this.#log);
    return {
      address: bound,
      get connections() {
        return http.connections;
      },
      async close() {
        http.server.close();
        await http.finish();
      },
      cut: () => http.cut(),
    };
  }
}
