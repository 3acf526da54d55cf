import type { Address } from '../wire/conversation.ts';

/** Where the system under test is, and what the kit must know of its configuration. */
export interface Target {
  readonly tracker: readonly Address[];
  readonly id: readonly Address[];
  readonly storage: readonly Address[];
  /** The gateway's root, without a slash at its end. */
  readonly http?: string;
  /** Where a storage under test looks for its trackers and its id servers: the kit listens there. */
  readonly joins?: { readonly trackers: readonly Address[]; readonly ids: readonly Address[] };
  /** Command lines of a client, one for an operation. */
  readonly client?: readonly string[];
  /** The longest time that a client may take for anything, and a storage to give up a tracker that says nothing. */
  readonly patienceMs?: number;
  /** The application that is configured. */
  readonly appid: string;
  /** A group that the tracker's database has. */
  readonly group: string;
  /** The user whose files the gateway serves. */
  readonly userid: string;
  readonly checkIntervalMs?: number;
  readonly heartbeatMs?: number;
}
