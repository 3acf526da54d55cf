import { encodeRequest } from '../../../conformance/wire/layout.ts';
import type { Address } from '../../../src/host/address.ts';
import { Peer } from './peer.ts';
import { Refusal } from './server.ts';

/** An id of `key` from the first id server that gives one, on a connection of its own. */
export async function askId(servers: readonly Address[], key: string): Promise<bigint> {
  for (const server of servers) {
    try {
      const peer = await Peer.open(server);
      try {
        return (await peer.ask(encodeRequest('ID_GET', { key }))).readBigInt64BE();
      } finally {
        peer.close();
      }
    } catch {
      // The next one, whatever it was.
    }
  }
  throw new Refusal('no id server gives an id');
}
