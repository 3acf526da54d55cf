import type { Address } from '../host/address.ts';
import type { HttpLimits } from '../host/http.ts';

/** What the HTTP gateway needs to know. */
export interface HttpConfig {
  readonly listen: Address;
  readonly limits: HttpLimits;
  /** Whose files it serves. */
  readonly appid: string;
  readonly userid: string;
  /** How long a session is kept after its last use. */
  readonly sessionTimeoutSeconds: number;
}
