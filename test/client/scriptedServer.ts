import type { Address } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { Host } from '../../src/host/host.ts';
import { ConnectionLost } from '../../src/host/networkErrors.ts';
import { decodeHead, HEAD_SIZE, type Head } from '../../src/protocol/head.ts';
import { ByteReader, EndOfStream } from '../../src/wire/byteReader.ts';

/** Longest a script waits for its peer. */
const PATIENCE_MS = 3_600_000;

/** A request as it came. */
export interface RawRequest {
  readonly head: Head;
  readonly body: Buffer;
}

/** The server's side of one connection, for a script that may say what it likes. */
export class ScriptedPeer {
  readonly connection: Connection;
  readonly reader: ByteReader;
  /** Connections that came before this one. */
  readonly index: number;

  constructor(connection: Connection, host: Host, index: number) {
    this.connection = connection;
    this.reader = new ByteReader(connection, host.timers);
    this.index = index;
  }

  /** The next request with its whole body; undefined when the peer has ended. */
  async request(): Promise<RawRequest | undefined> {
    if (!(await this.reader.ready(PATIENCE_MS))) return undefined;
    const head = decodeHead(await this.take(HEAD_SIZE));
    return { head, body: await this.take(Number(head.bodyLength)) };
  }

  /** Exactly `count` bytes. */
  take(count: number): Promise<Buffer> {
    return this.reader.take(count, PATIENCE_MS);
  }

  /** Sends what the script says. */
  send(...chunks: readonly Uint8Array[]): Promise<void> {
    return this.connection.write(...chunks);
  }

  /** Resolves when the peer has ended or is gone; drops what it sends until then. */
  async untilEnd(): Promise<void> {
    while ((await this.reader.some(Number.MAX_SAFE_INTEGER, PATIENCE_MS)) !== null);
  }
}

/** What is said on a connection; when it returns, the connection is ended and let go of. */
export type Script = (peer: ScriptedPeer) => Promise<void>;

/** A server that follows a script: for peers that lie, break or fall silent. */
export interface ScriptedServer {
  readonly address: Address;
  /** Connections it has accepted. */
  readonly accepted: number;
  /** What scripts failed with, beside peers that went away. */
  readonly failures: readonly unknown[];
  /** Accepts no more and drops every connection. */
  stop(): Promise<void>;
}

/** Starts a server on `port` of `host`; each connection follows `script`. */
export async function startScripted(
  host: Host & { readonly ip: string },
  port: number,
  script: Script,
): Promise<ScriptedServer> {
  const open = new Set<Connection>();
  const failures: unknown[] = [];
  let accepted = 0;
  const follow = async (connection: Connection): Promise<void> => {
    open.add(connection);
    try {
      await script(new ScriptedPeer(connection, host, accepted++));
      connection.end();
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !(error instanceof EndOfStream)) failures.push(error);
    } finally {
      connection.abort();
      open.delete(connection);
    }
  };
  const listener = await host.network.listen({ host: host.ip, port }, (connection) => void follow(connection));
  return {
    address: { host: host.ip, port: listener.address.port },
    get accepted() {
      return accepted;
    },
    failures,
    async stop() {
      const closed = listener.close();
      for (const connection of open) connection.abort();
      await closed;
    },
  };
}

/** A script that answers every request with what `answer` makes of it, until the peer ends. */
export function answering(answer: (request: RawRequest) => Buffer): Script {
  return async (peer) => {
    for (let request = await peer.request(); request !== undefined; request = await peer.request()) {
      await peer.send(answer(request));
    }
  };
}
