import { ConversationTap } from '../../../sim/chaos/oracles/wire/conversationTap.ts';
import { WireRecord } from '../../../sim/chaos/oracles/wire/wireRecord.ts';
import type { ListenBetween } from './machines.ts';

/**
 * The simulator's listeners on real connections. What was sent counts as arrived: real networks do not tell. So more
 * is taken for possible than is, and never less.
 */
export class SoakWire extends WireRecord {
  /** Nobody sees whether a server ended a connection of its own will. */
  override readonly silences = [];

  /** Nobody sees who tries to connect and to what in vain. */
  override triedIdServer(): boolean {
    return true;
  }

  readonly listen: ListenBetween = (client, server, serverKind) => () =>
    new ConversationTap({
      sides: {
        client: { name: client, ip: client, stack: undefined },
        server: { name: server, ip: server, stack: undefined },
        serverKind,
        process: {},
      },
      nowMs: this.nowMs,
      watches: this.exchangeWatches,
      complain: this.complain,
    });
}
