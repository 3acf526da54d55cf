import type { Cache } from '../cache/cache.ts';
import { CautiousCache } from '../cache/cautiousCache.ts';
import type { Host } from '../host/host.ts';
import { Turns } from '../host/turns.ts';
import { encodeBeatRequest } from '../protocol/beat.ts';
import { ReplyCommand } from '../protocol/command.ts';
import { encodeIdGetRequest } from '../protocol/idGet.ts';
import type { Daemon, Server } from '../server/daemon.ts';
import { startServer } from '../server/server.ts';
import type { FileStore } from '../store/fileStore.ts';
import { deleteCommand } from './commands/delete.ts';
import { describeCommand } from './commands/describe.ts';
import { downloadCommand } from './commands/download.ts';
import { filesizeCommand } from './commands/filesize.ts';
import { listCommand } from './commands/list.ts';
import { uploadCommand } from './commands/upload.ts';
import { FileFinder } from './fileFinder.ts';
import { IdClient } from './idClient.ts';
import { OwnerMemory } from './ownerMemory.ts';
import { RowInsertion } from './rowInsertion.ts';
import { scrub } from './scrub.ts';
import { Settling } from './settling.ts';
import type { StorageConfig } from './storageConfig.ts';
import { StorePaths } from './storePaths.ts';
import { joinTrackers } from './trackerLinks.ts';

/** Pieces of large downloads read at once: one thread less than read files, so that small requests find one free. */
const READS_MAX = 3;

/** A running storage. */
export interface StorageDaemon extends Daemon {
  /** Resolves when the first tracker has it ACTIVE; pending for ever when none ever has. */
  readonly joined: Promise<void>;
}

/**
 * Starts a storage: makes its store paths ready, scrubs them, listens, and joins the trackers; so whoever is sent to it
 * can be served. Rejects with an `Error` of one sentence that names the store path that cannot be used or the
 * name that does not fit, or with a `ListenError`; nothing is left running then. Spec: STORAGE-READY, STORE-SCRUB.
 */
export async function startStorage(
  host: Host,
  config: StorageConfig,
  { files, cache: sharedCache }: { readonly files: FileStore; readonly cache: Cache },
): Promise<StorageDaemon> {
  check(host, config);
  const { disk } = host;
  const cache = new CautiousCache(sharedCache, host);
  const settling = new Settling(host, files);
  const ids = new IdClient(host, config.idServers);
  const owner = `${encodeURIComponent(host.hostname)}_${config.listen.port}`;
  const stores = new StorePaths(host, config.storePaths, owner, ids, settling);
  const owners = new OwnerMemory();
  const finder = new FileFinder({ ...config, disk, files, cache, stores, owners });
  const rows = new RowInsertion(host, files, stores, settling.stopping);
  const parts = {
    disk,
    buffers: host.buffers,
    reads: new Turns(READS_MAX),
    files,
    cache,
    stores,
    owners,
    finder,
    rows,
    settling,
  };

  const startMs = host.clock.wallMs();
  await scrub(host, files, await stores.prepare(files), settling);
  let server: Server;
  try {
    server = await startServer(host, {
      address: config.listen,
      limits: config.limits,
      replyCommand: ReplyCommand.storage,
      commands: [
        ...[uploadCommand(parts), filesizeCommand(parts), downloadCommand(parts), deleteCommand(parts)],
        ...[listCommand(parts), describeCommand(parts)],
      ],
    });
  } catch (error) {
    await settling.stop();
    throw error;
  }
  const trackers = joinTrackers(host, config, server.address, startMs);
  const unwatch = host.meter.gauge(
    {
      name: 'tnv_storage_info',
      help: 'Always 1; its labels say which storage the metrics of this daemon are about.',
      labels: ['group', 'hostname', 'port'],
    },
    () => [[[config.group, host.hostname, String(server.address.port)], 1]],
  );
  return {
    address: server.address,
    joined: trackers.joined,
    health: [{ what: 'database', check: () => files.ping() }, ...stores.health, trackers.health],
    async stop(graceMs) {
      const settled = settling.stop();
      await Promise.all([trackers.leave(), server.stop(graceMs)]);
      await Promise.all([settled, ids.close()]);
      unwatch();
    },
  };
}

/** What cannot work should be known now, not at the first heartbeat or upload. */
function check(host: Host, config: StorageConfig): void {
  if (config.storePaths.length === 0) throw new Error('a storage needs a store path');
  encodeBeatRequest({ group: config.group, hostname: host.hostname });
  for (const { text } of config.storePaths) encodeIdGetRequest(text);
}
