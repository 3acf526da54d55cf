import { Client } from '../client/client.ts';
import { HTTP_KEYS, readHttpSettings } from '../config/httpKeys.ts';
import { clientLibrary } from '../http/clientLibrary.ts';
import { startHttp } from '../http/http.ts';
import { daemonCommand } from './daemonCommand.ts';
import { openCache } from './openCache.ts';
import { simProcess } from './simProcess.ts';
import { PAGE_FOLDER, packageVersion } from './version.ts';

/** Sessions kept in process; a full one takes some kilobytes. */
const SESSIONS_MAX = 10_000;

/** `tnv http` */
export const httpCommand = () =>
  daemonCommand({
    name: 'http',
    summary: 'run an HTTP gateway: browsers and players watch through it',
    keys: HTTP_KEYS,
    read: readHttpSettings,
    async start(host, settings, keep) {
      const client = keep(new Client(host, settings.client));
      const sessions = keep(await openCache(settings.sessions, host, SESSIONS_MAX));
      return startHttp(
        host,
        { ...settings.config, pageFolder: PAGE_FOLDER, version: packageVersion() },
        { client: clientLibrary(client), sessions, simulator: settings.simulator ? simProcess() : undefined },
      );
    },
  });
