import { type Address, formatAddress } from '../host/address.ts';
import type { Connection } from '../host/connection.ts';
import type { Host } from '../host/host.ts';
import { sleep } from '../host/sleep.ts';
import type { ReplyCommand } from '../protocol/command.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { encodeFailure } from '../protocol/failure.ts';
import type { ServerCommand } from './command.ts';
import { Conversation } from './conversation.ts';
import type { Daemon } from './daemon.ts';
import { type ServerLimits, STOP_GRACE_MS } from './limits.ts';

/** What makes a server: who it is and which commands it answers. */
export interface ServerPlan {
  readonly address: Address;
  readonly limits: ServerLimits;
  /** The command byte of its replies. */
  readonly replyCommand: ReplyCommand;
  readonly commands: readonly ServerCommand[];
}

/**
 * Listens and answers requests, one conversation a connection.
 * Rejects with a `ListenError`. Spec: CONN-*.
 */
export async function startServer(host: Host, plan: ServerPlan): Promise<Daemon> {
  const commands = new Map(plan.commands.map((command) => [command.code, command]));
  const open = new Map<Conversation, Promise<void>>();

  const accept = (connection: Connection): void => {
    const peer = formatAddress(connection.peer);
    if (open.size >= plan.limits.connectionsMax) {
      host.log.warn('connection refused', { peer, open: open.size });
      refuse(host, plan.replyCommand, connection);
      return;
    }
    const conversation = new Conversation(host, plan, commands, connection);
    open.set(
      conversation,
      conversation.run().finally(() => open.delete(conversation)),
    );
  };

  const listener = await host.network.listen(plan.address, accept);
  return {
    address: listener.address,
    async stop(graceMs = STOP_GRACE_MS) {
      const closed = listener.close();
      for (const conversation of open.keys()) conversation.finish();
      const graceOver = new AbortController();
      const cut = sleep(host.timers, graceMs, graceOver.signal).then(() => {
        for (const conversation of open.keys()) conversation.cut();
      });
      await Promise.all(open.values());
      graceOver.abort();
      await Promise.all([closed, cut]);
    },
  };
}

function refuse(host: Host, replyCommand: ReplyCommand, connection: Connection): void {
  const failure = { errorNumber: ErrorNumber.unavailable, description: `[${host.hostname}] too many connections` };
  connection.write(encodeFailure(replyCommand, failure)).then(
    () => {
      connection.end();
      connection.abort();
    },
    () => connection.abort(),
  );
}
