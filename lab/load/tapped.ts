import { deserialize, serialize } from 'node:v8';
import type { WireFacts } from '../../sim/chaos/oracles/observations.ts';
import { type Address, formatAddress } from '../../src/host/address.ts';
import type { Host } from '../../src/host/host.ts';
import type { SoakWire } from '../../test/soak/site/soakWire.ts';
import { TappedNetwork } from '../../test/soak/site/tappedNetwork.ts';
import type { LoadPlan } from './messages.ts';

type Told = Omit<WireFacts, 'triedIdServer'>;

/** A client's Host whose connections to a site's servers are listened to. */
export function tapped(real: Host, client: string, wire: SoakWire, servers: LoadPlan['servers']): Host {
  const wayTo: ConstructorParameters<typeof TappedNetwork>[1] = (to: Address) => {
    const server = servers.find(({ address }) => address === formatAddress(to));
    return server && { to, listen: wire.listen(client, server.name, server.kind) };
  };
  return { ...real, network: new TappedNetwork(real.network, wayTo) };
}

/** What was heard, as a text. */
export function wireToText({ attempts, ids, routes, refusals, silences, violations }: WireFacts): string {
  const told: Told = { attempts, ids, routes, refusals, silences, violations };
  // Ids are larger than the numbers of JSON.
  return serialize(told).toString('base64');
}

/** The inverse of `wireToText`. Nobody saw which id servers storages tried. */
export function wireFromText(text: string): WireFacts {
  return { ...(deserialize(Buffer.from(text, 'base64')) as Told), triedIdServer: () => true };
}
