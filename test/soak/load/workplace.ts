import { createLog } from '../../../src/host/node/log.ts';
import { createNodeHost } from '../../../src/host/node/nodeHost.ts';
import type { SoakSite } from '../site/soakSite.ts';
import type { SoakWire } from '../site/soakWire.ts';
import { TappedNetwork } from '../site/tappedNetwork.ts';
import type { Workplace } from './crowd.ts';
import { gatewaySaid } from './gateway.ts';

const HOST = '127.0.0.1';

/** A soak's site as clients see it: by lines of their own, listened to. */
export function workplaceOf(site: SoakSite, wire: SoakWire, nowMs: () => number): Workplace {
  const addresses = (kind: 'tracker' | 'id' | 'http'): { host: string; port: number }[] =>
    site.of(kind).map(({ port }) => ({ host: HOST, port }));
  return {
    trackers: addresses('tracker'),
    idServers: addresses('id'),
    gateway: addresses('http')[0] ?? { host: HOST, port: 0 },
    hostOf: (name) => {
      const real = createNodeHost({ hostname: name, log: createLog({ level: 'error' }) });
      const wayTo: ConstructorParameters<typeof TappedNetwork>[1] = (server) => {
        const daemon = site.daemons.find(({ port }) => port === server.port);
        const port = site.clientPorts.get(server.port);
        if (daemon === undefined || port === undefined || daemon.kind === 'http') return undefined;
        return { to: { ...server, port }, listen: wire.listen(name, daemon.name, daemon.kind) };
      };
      return { ...real, network: new TappedNetwork(real.network, wayTo) };
    },
    onGone: (client, askedMs) => wire.refusals.push(gatewaySaid(client, askedMs, nowMs())),
  };
}
