import type { Address } from '../host/address.ts';
import type { ServerLimits } from '../server/limits.ts';

/** What an id server needs to know. */
export interface IdConfig {
  readonly listen: Address;
  readonly limits: ServerLimits;
  /** Ids it takes from the database at once. */
  readonly maxStep: number;
  /** Keys whose blocks it keeps in memory; past that the one used longest ago is forgotten, its ids are skipped. */
  readonly keysMax: number;
}
