import type { Address } from '../wire/conversation.ts';

/** Where the system under test is, and what the kit must know of its configuration. */
export interface Target {
  readonly tracker: readonly Address[];
  readonly id: readonly Address[];
  readonly storage: readonly Address[];
  /** The gateway's root, without a slash at its end. */
  readonly http?: string;
  /** Where a storage under test looks for its tracker and its id server: the kit listens there. */
  readonly joins?: { readonly tracker: Address; readonly id?: Address };
  /** Operations and the command lines that run them. */
  readonly client?: Readonly<Record<string, string>>;
  /** The application that is configured. */
  readonly appid: string;
  /** A group that the tracker's database has. */
  readonly group: string;
  /** The user whose files the gateway serves. */
  readonly userid: string;
  readonly checkIntervalMs?: number;
  readonly heartbeatMs?: number;
}

/** What a client can be asked to do. */
export const OPERATIONS = ['upload', 'download', 'filesize', 'delete', 'groups'] as const;
