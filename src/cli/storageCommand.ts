import { readStorageSettings, STORAGE_KEYS } from '../config/storageKeys.ts';
import { startStorage } from '../storage/storage.ts';
import { daemonCommand } from './daemonCommand.ts';
import { openCache } from './openCache.ts';
import { openFileStore } from './openStores.ts';

/** `tnv storage` */
export const storageCommand = () =>
  daemonCommand({
    name: 'storage',
    summary: 'run a storage: it keeps files',
    keys: STORAGE_KEYS,
    read: readStorageSettings,
    async start(host, settings, keep) {
      const files = keep(await openFileStore(settings.database, host.log));
      const cache = keep(await openCache(settings.cache, host));
      return startStorage(host, settings.config, { files, cache });
    },
  });
