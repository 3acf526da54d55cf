import type { Connection } from '../host/connection.ts';
import { Gate, type Refusal } from '../host/gate.ts';
import type { Host } from '../host/host.ts';
import { sleep } from '../host/sleep.ts';
import { Turns } from '../host/turns.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { encodeFailure } from '../protocol/failure.ts';
import { Pace } from '../wire/pace.ts';
import { Conversation } from './conversation.ts';
import type { Server } from './daemon.ts';
import { farewell } from './farewell.ts';
import { GateRecord } from './gateRecord.ts';
import { FAREWELL_LIMITS, REFUSALS_MAX, STOP_GRACE_MS, UNWANTED_BYTES_PER_MS } from './limits.ts';
import { RequestRecord } from './requestRecord.ts';
import { RequestTurns } from './requestTurns.ts';
import type { ServerPlan } from './serverPlan.ts';

const TOO_MANY: Readonly<Record<Refusal, string>> = {
  full: 'too many connections',
  'peer full': 'too many connections of yours',
  misbehaved: 'you have broken the rules; come again in a second',
};

/**
 * Listens and answers requests, one conversation a connection.
 * Rejects with a `ListenError`. Spec: MIX-ANY, MIX-BACK, MIX-ROLLING, CONN-*.
 */
export async function startServer(host: Host, plan: ServerPlan): Promise<Server> {
  const open = new Map<Conversation, Promise<void>>();
  const refused = new Map<Connection, Promise<void>>();
  const shared = {
    commands: new Map(plan.commands.map((command) => [command.code, command])),
    record: new RequestRecord(host),
    pace: new Pace(host, UNWANTED_BYTES_PER_MS),
    turns: new RequestTurns(host.timers),
    malformed: new Turns(1),
  };
  const gate = new Gate<Conversation>(
    plan.limits,
    host.clock,
    (conversation) => conversation.cut(),
    new GateRecord(host),
  );

  const accept = (connection: Connection): void => {
    const conversation = new Conversation(host, plan, shared, connection, () => gate.heard(conversation));
    const why = gate.enter(conversation, connection.peer.host);
    if (why !== undefined) {
      refuse(connection, why);
      return;
    }
    const gone = (): void => {
      gate.leave(conversation);
      open.delete(conversation);
    };
    open.set(conversation, conversation.run().finally(gone));
  };

  const refuse = (connection: Connection, why: Refusal): void => {
    if (refused.size >= REFUSALS_MAX) {
      connection.abort();
      return;
    }
    const description = `[${host.hostname}] ${TOO_MANY[why]}`;
    const failure = { errorNumber: ErrorNumber.unavailable, description };
    const told = farewell(
      connection,
      host.timers,
      FAREWELL_LIMITS,
      shared.pace,
      encodeFailure(plan.replyCommand, failure),
    );
    refused.set(
      connection,
      told.then(() => connection.closed).finally(() => refused.delete(connection)),
    );
  };

  const listener = await host.network.listen(plan.address, accept);
  const unwatch = host.meter.gauge({ name: 'tnv_connections', help: 'Open connections of peers.' }, () => [
    [[], gate.size],
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
      shared.turns.stop();
      unwatch();
    },
  };
}
