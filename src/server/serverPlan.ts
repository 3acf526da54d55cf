import type { Address } from '../host/address.ts';
import type { ReplyCommand } from '../protocol/command.ts';
import type { ServerCommand } from './command.ts';
import type { ServerLimits } from './limits.ts';

/** What makes a server: who it is and which commands it answers. */
export interface ServerPlan {
  readonly address: Address;
  readonly limits: ServerLimits;
  /** The command byte of its replies. */
  readonly replyCommand: ReplyCommand;
  readonly commands: readonly ServerCommand[];
}
