import { type Address, formatAddress } from '../../../../src/host/address.ts';
import type { EndTap, NewConnection } from '../../../network/networkTap.ts';
import type { Mark } from '../../history.ts';

interface OpenEnd {
  readonly openedMs: number;
  readonly lane: string;
  readonly from: string;
  readonly what: string;
}

/** Makes a mark of each end of every connection: on its machine's lane, from its beginning to its end there. */
export class ConnectionMarks {
  readonly #nowMs: () => number;
  readonly #mark: (mark: Mark) => void;
  readonly #open = new Set<OpenEnd>();

  constructor(nowMs: () => number, mark: (mark: Mark) => void) {
    this.#nowMs = nowMs;
    this.#mark = mark;
  }

  /** The taps of a new connection, which from now on tell of its ends too. */
  follow({ client, server, address }: NewConnection, taps: { client: EndTap; server: EndTap }): typeof taps {
    return {
      client: this.#watched(taps.client, client.name, server.name, `connection to ${nameOf(server.name, address)}`),
      server: this.#watched(taps.server, server.name, client.name, `connection from ${client.name}`),
    };
  }

  /** Marks what is still open. */
  finish(): void {
    for (const end of this.#open) this.#add(end, 'still open');
    this.#open.clear();
  }

  #watched(tap: EndTap, lane: string, from: string, what: string): EndTap {
    const end: OpenEnd = { openedMs: this.#nowMs(), lane, from, what };
    this.#open.add(end);
    return {
      written: (chunks, refused) => tap.written(chunks, refused),
      arrived: (count) => tap.arrived(count),
      ended: () => tap.ended(),
      gone: (how) => {
        tap.gone(how);
        if (this.#open.delete(end)) this.#add(end, how);
      },
    };
  }

  #add({ openedMs, lane, from, what }: OpenEnd, how: string): void {
    this.#mark({
      ...{ kind: 'connection', atMs: openedMs, untilMs: this.#nowMs(), lane, from },
      text: `${what}: ${how}`,
    });
  }
}

function nameOf(name: string, { port }: Address): string {
  return formatAddress({ host: name, port });
}
