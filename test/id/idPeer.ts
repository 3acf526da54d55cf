import type { Address } from '../../src/host/address.ts';
import type { Host } from '../../src/host/host.ts';
import { decodeIdGetReply, encodeIdGetRequest } from '../../src/protocol/idGet.ts';
import { RawPeer } from '../peers/rawPeer.ts';

/** Speaks to an id server on one connection. */
export class IdPeer {
  readonly raw: RawPeer;

  constructor(raw: RawPeer) {
    this.raw = raw;
  }

  static async connect(host: Host, server: Address): Promise<IdPeer> {
    return new IdPeer(await RawPeer.connect(host, server));
  }

  /** An id, or the negative error number. */
  async get(key: string): Promise<bigint> {
    const reply = await this.raw.ask(encodeIdGetRequest(key));
    return reply.errorNumber === 0 ? decodeIdGetReply(reply.body) : BigInt(-reply.errorNumber);
  }
}
