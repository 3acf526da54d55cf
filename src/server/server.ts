import { formatAddress } from '../host/address.ts';
import type { Connection } from '../host/connection.ts';
import type { Host } from '../host/host.ts';
import { sleep } from '../host/sleep.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { encodeFailure } from '../protocol/failure.ts';
import { Conversation } from './conversation.ts';
import type { Server } from './daemon.ts';
import { farewell } from './farewell.ts';
import { FAREWELL_LIMITS, REFUSALS_MAX, STOP_GRACE_MS } from './limits.ts';
import { RequestRecord } from './requestRecord.ts';
import type { ServerPlan } from './serverPlan.ts';

/**
 * Listens and answers requests, one conversation a connection.
 * Rejects with a `ListenError`. Spec: CONN-*.
 */
export async function startServer(host: Host, plan: ServerPlan): Promise<Server> {
  const commands = new Map(plan.commands.map((command) => [command.code, command]));
  const open = new Map<Conversation, Promise<void>>();
  const refused = new Map<Connection, Promise<void>>();
  const record = new RequestRecord(host);
  const turnedAway = host.meter.counter({
    name: 'tnv_connections_refused_total',
    help: 'Connections that were one too many.',
  });

  const accept = (connection: Connection): void => {
    if (open.size >= plan.limits.connectionsMax) {
      refuse(connection);
      return;
    }
    const conversation = new Conversation(host, plan, record, commands, connection);
    open.set(
      conversation,
      conversation.run().finally(() => open.delete(conversation)),
    );
  };

  const refuse = (connection: Connection): void => {
    turnedAway.add([]);
    host.log.warn('connection refused', { peer: formatAddress(connection.peer), open: open.size });
    if (refused.size >= REFUSALS_MAX) {
      connection.abort();
      return;
    }
    const failure = { errorNumber: ErrorNumber.unavailable, description: `[${host.hostname}] too many connections` };
    const told = farewell(connection, host.timers, FAREWELL_LIMITS, encodeFailure(plan.replyCommand, failure));
    refused.set(
      connection,
      told.then(() => connection.closed).finally(() => refused.delete(connection)),
    );
  };

  const listener = await host.network.listen(plan.address, accept);
  const unwatch = host.meter.gauge({ name: 'tnv_connections', help: 'Open connections of peers.' }, () => [
    [[], open.size],
  ]);
  return {
    address: listener.address,
    async stop(graceMs = STOP_GRACE_MS) {
      const closed = listener.close();
      for (const connection of refused.keys()) connection.abort();
      for (const conversation of open.keys()) conversation.finish();
      const graceOver = new AbortController();
      const cut = sleep(host.timers, graceMs, graceOver.signal).then(() => {
        for (const conversation of open.keys()) conversation.cut();
      });
      await Promise.all([...open.values(), ...refused.values()]);
      graceOver.abort();
      await Promise.all([closed, cut]);
      unwatch();
    },
  };
}
