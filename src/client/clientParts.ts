import type { Host } from '../host/host.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { Locations } from './locations.ts';
import type { Servers } from './servers.ts';

/** What the operations of a client share. */
export interface ClientParts {
  readonly host: Host;
  readonly config: ClientConfig;
  readonly servers: Servers;
  readonly locations: Locations;
}
