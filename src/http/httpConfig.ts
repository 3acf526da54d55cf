import type { Address } from '../host/address.ts';
import type { HttpLimits } from '../host/http.ts';

/** What the HTTP gateway needs to know. */
export interface HttpConfig {
  readonly listen: Address;
  readonly limits: HttpLimits;
  /** Whose files it serves. */
  readonly appid: string;
  readonly userid: string;
  /** How long a session, or a login, is kept after its last use. */
  readonly sessionTimeoutSeconds: number;
  /** Who may upload and delete: nobody, the own machine, or everybody who knows the token. Spec: HTTP-WRITE. */
  readonly write: 'off' | 'loopback' | 'on';
  /** undefined: no token, which `write` `on` needs. */
  readonly writeToken: string | undefined;
  /** Signs links; undefined: everybody may read. Spec: HTTP-LINKS. */
  readonly linkKey: string | undefined;
  /** Bytes a file may have; undefined: as many as the storages take. */
  readonly uploadMaxBytes: number | undefined;
  /** Who may see the hosts of the site: nobody, the own machine and who has logged in, or everybody who may read. */
  readonly clusterView: 'off' | 'loopback' | 'on';
  /** Servers that the view of the cluster asks, each of them. */
  readonly trackers: readonly Address[];
  readonly idServers: readonly Address[];
  /** Where storages serve their metrics. */
  readonly watched: readonly Address[];
  /** Absolute path of the built page's folder; undefined: there is none. */
  readonly pageFolder: string | undefined;
  /** The program's, for viewers to see. */
  readonly version: string;
}
