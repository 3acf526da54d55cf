import type { Head } from '../../../../src/protocol/head.ts';
import type { Machine } from '../../../machine.ts';
import type { MachineKind } from '../../plan.ts';

/** The two sides of a connection. */
export interface Sides {
  readonly client: Pick<Machine, 'name' | 'ip' | 'stack'>;
  readonly server: Pick<Machine, 'name' | 'ip' | 'stack'>;
  readonly serverKind: MachineKind;
  /** Stands for the process that serves. */
  readonly process: object;
}

/** One request and what became of it. */
export interface Exchange {
  readonly sides: Sides;
  readonly request: Head;
  /** Where the request ends among all bytes of its direction; Infinity when its length leads nowhere. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** The beginning of its body. */
  body: Buffer;
  readonly sentMs: number;
  /** When its last byte arrived. */
  arrivedMs: number | undefined;
  /** When the head of the reply was written. */
  repliedMs: number | undefined;
  reply: Head | undefined;
  /** The beginning of the reply's body, when all of it was written. */
  replyBody: Buffer | undefined;
}

/** Told of exchanges as they go on. */
export interface ExchangeWatch {
  /** Enough of the request is known to tell what it is about. */
  begun?(exchange: Exchange): void;
  arrived?(exchange: Exchange): void;
  /** The reply was written whole. */
  replied?(exchange: Exchange): void;
  /**
   * The connection is gone, and the reply was not written whole; it may be yet, in vain; `how` as in `EndTap`. `cutMs`: since when
   * no reply could come, for the server had ended its direction.
   */
  cut?(exchange: Exchange, how: string, cutMs: number): void;
}
