import type { Address } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { Host } from '../../src/host/host.ts';
import { ConnectionLost } from '../../src/host/networkErrors.ts';
import { decodeFailure } from '../../src/protocol/failure.ts';
import { decodeHead, HEAD_SIZE } from '../../src/protocol/head.ts';
import { ByteReader } from '../../src/wire/byteReader.ts';

/** A reply as it came. */
export interface RawReply {
  readonly command: number;
  readonly status: number;
  readonly body: Buffer;
  /** The error number of a failure, 0 for success. */
  readonly errorNumber: number;
  /** The description of a failure. */
  readonly why: string;
}

const PATIENCE_MS = 600_000;

/** A peer that says whatever it is told to: well-behaved or not. */
export class RawPeer {
  readonly connection: Connection;
  readonly #reader: ByteReader;

  constructor(connection: Connection, host: Host) {
    this.connection = connection;
    this.#reader = new ByteReader(connection, host.timers);
  }

  static async connect(host: Host, address: Address): Promise<RawPeer> {
    return new RawPeer(await host.network.connect(address, { timeoutMs: 10_000 }), host);
  }

  send(...chunks: readonly Uint8Array[]): Promise<void> {
    return this.connection.write(...chunks);
  }

  /** The next reply. */
  async reply(): Promise<RawReply> {
    const { bodyLength, command, status } = decodeHead(await this.#reader.take(HEAD_SIZE, PATIENCE_MS));
    const body = await this.#reader.take(Number(bodyLength), PATIENCE_MS);
    const { errorNumber, description } = status === 0 ? { errorNumber: 0, description: '' } : decodeFailure(body);
    return { command, status, body, errorNumber, why: description };
  }

  /** Sends one request and reads its reply. */
  async ask(...chunks: readonly Uint8Array[]): Promise<RawReply> {
    await this.send(...chunks);
    return this.reply();
  }

  /** What else came before the connection ended, and whether it ended in order or was lost. */
  async rest(): Promise<{ bytes: Buffer; how: 'ended' | 'lost' }> {
    const chunks: Buffer[] = [];
    try {
      for (;;) {
        const chunk = await this.#reader.some(65_536, PATIENCE_MS);
        if (chunk === null) return { bytes: Buffer.concat(chunks), how: 'ended' };
        chunks.push(chunk);
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      return { bytes: Buffer.concat(chunks), how: 'lost' };
    }
  }

  /** Lets go of the connection. */
  async leave(): Promise<void> {
    this.connection.end();
    this.connection.abort();
    await this.connection.closed;
  }
}
