import type { Exchange, ExchangeWatch } from './exchange.ts';
import { isProper } from './properRequest.ts';

/** A proper request that had arrived whole at a server, which ended the connection without a word. */
export interface Silence {
  readonly client: string;
  readonly server: string;
  readonly command: number;
  readonly sentMs: number;
  readonly arrivedMs: number;
  /** Since when no answer could come; before `arrivedMs` when the request crossed the end of the connection on its way. */
  readonly cutMs: number;
}

/** How the end of a connection ends that its own process has had enough of. */
const OWN_WILL = new Set(['closed', 'was aborted']);

/** Notes requests that servers leave without an answer of their own will. */
export class SilenceWatch implements ExchangeWatch {
  readonly silences: Silence[] = [];

  cut(exchange: Exchange, how: string, cutMs: number): void {
    const { sides, request, sentMs, arrivedMs, repliedMs } = exchange;
    if (arrivedMs === undefined || repliedMs !== undefined || !OWN_WILL.has(how) || !isProper(exchange)) return;
    this.silences.push({
      ...{ client: sides.client.name, server: sides.server.name, command: request.command },
      ...{ sentMs, arrivedMs, cutMs },
    });
  }
}
