import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EndTap } from '../../../sim/network/networkTap.ts';

/** What a line does to the bytes that pass it. */
export interface Weather {
  /** Milliseconds a chunk waits. */
  readonly delayMs: number;
  /** Bytes a millisecond, each way; Infinity for no limit. */
  readonly bytesPerMs: number;
}

/** Listens to a connection at both of its ends. */
export type Listen = () => { readonly client: EndTap; readonly server: EndTap };

const CALM: Weather = { delayMs: 0, bytesPerMs: Number.POSITIVE_INFINITY };

/** A relay in front of a server, the way from some of its clients to it. What is lost is never followed by later bytes. */
export class Line {
  readonly name: string;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #listen: Listen | undefined;
  readonly #pairs = new Set<Pair>();
  #weather = CALM;
  #refusing = false;
  #swallowing = false;

  private constructor(name: string, targetPort: number, listen: Listen | undefined) {
    this.name = name;
    this.#targetPort = targetPort;
    this.#listen = listen;
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => this.#accept(client));
  }

  static async start(name: string, targetPort: number, listen?: Listen): Promise<Line> {
    const line = new Line(name, targetPort, listen);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How the bytes fare from now on. */
  blow(weather: Partial<Weather>): void {
    this.#weather = { ...CALM, ...weather };
  }

  /** All connections are reset. */
  cut(): void {
    for (const pair of this.#pairs) pair.cut();
  }

  /** All connections are reset, and those to come, until `heal`. */
  refuse(): void {
    this.#refusing = true;
    this.cut();
  }

  /**
   * Connections half open: what either side sends from now on is lost, and neither learns that the other one is gone,
   * also of connections made until `heal`. They stay like that until their ends give them up.
   */
  swallow(): void {
    this.#swallowing = true;
    for (const pair of this.#pairs) pair.lost = true;
  }

  /** All that was wrong is over for connections to come. */
  heal(): void {
    this.#weather = CALM;
    this.#refusing = false;
    this.#swallowing = false;
  }

  /** The connections that were lost half open are reset: where they led to there is somebody again who knows nothing of them. */
  resetLost(): void {
    for (const pair of this.#pairs) if (pair.lost) pair.cut();
  }

  /** Resolves when the connections are gone that are lost now. */
  get lostGone(): Promise<unknown> {
    return Promise.all([...this.#pairs].filter(({ lost }) => lost).map(({ over }) => over));
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const pair = new Pair(
      client,
      connect({ port: this.#targetPort, host: '127.0.0.1', allowHalfOpen: true }),
      () => this.#weather,
      this.#listen?.(),
    );
    pair.lost = this.#swallowing;
    this.#pairs.add(pair);
    void pair.over.then(() => this.#pairs.delete(pair));
  }
}

/** One relayed connection. */
class Pair {
  /** Whether nothing gets through any more. */
  lost = false;
  readonly over: Promise<unknown>;
  readonly #client: Socket;
  readonly #server: Socket;

  constructor(client: Socket, server: Socket, weather: () => Weather, taps: ReturnType<Listen> | undefined) {
    this.#client = client;
    this.#server = server;
    this.over = Promise.all([event(client, 'close'), event(server, 'close')]);
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', () => undefined);
    server.once('end', () => taps?.server.ended());
    server.once('close', () => taps?.server.gone('closed'));
    const ask = (bytes: Buffer): void => {
      taps?.client.written([bytes], false);
      taps?.server.arrived(bytes.length);
    };
    void this.#pump(client, server, weather, ask);
    void this.#pump(server, client, weather, (bytes) => taps?.server.written([bytes], false));
  }

  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  /**
   * Hands on what comes, in order, and the end or the breaking of the connection behind it; who sends faster than it is
   * taken has to wait. What is lost is read and thrown away, until its sender gives up.
   */
  async #pump(from: Socket, to: Socket, weather: () => Weather, tell: (bytes: Buffer) => void): Promise<void> {
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false })) {
        const bytes = chunk as Buffer;
        const { delayMs, bytesPerMs } = weather();
        const waitMs = delayMs + bytes.length / bytesPerMs;
        if (waitMs >= 1) await sleep(waitMs);
        tell(bytes);
        if (this.lost) continue;
        if (to.destroyed) {
          from.destroy();
          return;
        }
        if (!to.write(bytes)) await Promise.race([event(to, 'drain'), event(to, 'close')]);
      }
      if (!this.lost) to.end();
    } catch {
      if (!this.lost) to.destroy();
    }
  }
}

/** Resolves when it happens, whatever else does. */
function event(socket: Socket, name: 'close' | 'drain'): Promise<void> {
  return new Promise((resolve) => socket.once(name, () => resolve()));
}
