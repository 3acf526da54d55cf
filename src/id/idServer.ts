import type { Host } from '../host/host.ts';
import { ReplyCommand } from '../protocol/command.ts';
import type { Daemon } from '../server/daemon.ts';
import { startServer } from '../server/server.ts';
import type { IdStore } from '../store/idStore.ts';
import { idGetCommand } from './commands/idGet.ts';
import { IdBlocks } from './idBlocks.ts';
import type { IdConfig } from './idConfig.ts';

/** What an id server works with, beside its host; shared with the other id servers of the site. */
export interface IdParts {
  readonly ids: IdStore;
}

/** Runs an id server: it hands out numbers, each one once for its key. Rejects with a `ListenError`. Spec: ID-*. */
export async function startIdServer(host: Host, config: IdConfig, parts: IdParts): Promise<Daemon> {
  const blocks = new IdBlocks(parts.ids, config, host);
  const server = await startServer(host, {
    address: config.listen,
    limits: config.limits,
    replyCommand: ReplyCommand.id,
    commands: [idGetCommand(blocks)],
  });
  const unwatch = host.meter.gauge({ name: 'tnv_id_keys', help: 'Keys whose block is in memory.' }, () => [
    [[], blocks.keyCount],
  ]);
  return {
    address: server.address,
    health: [{ what: 'database', check: () => parts.ids.ping() }],
    async stop(graceMs) {
      await server.stop(graceMs);
      unwatch();
    },
  };
}
