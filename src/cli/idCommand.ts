import { ID_KEYS, readIdSettings } from '../config/idKeys.ts';
import { startIdServer } from '../id/idServer.ts';
import { daemonCommand } from './daemonCommand.ts';
import { openIdStore } from './openStores.ts';

/** `tnv id` */
export const idCommand = () =>
  daemonCommand({
    name: 'id',
    summary: 'run an id server: it hands out the numbers that storages make paths of',
    keys: ID_KEYS,
    read: readIdSettings,
    async start(host, settings, keep) {
      const ids = keep(await openIdStore(settings.database, host.log));
      return startIdServer(host, settings.config, { ids });
    },
  });
