import { configPath, type Daemon, type Keys, PORTS } from '../parts/daemon.ts';
import { folderOf } from '../parts/glusterfs.ts';
import { machineName } from './machineName.ts';

/** Seconds; well below what is usual, so that outages of seconds matter. */
export const HEART_BEAT_SECONDS = 2;
export const CHECK_ACTIVE_SECONDS = 8;

/** The applications of the site, and the user whose files its gateways serve: those of the soak's load. */
const APPS = 'tnvideo;tnother';
const MYSQL = { mysql_user: 'tnv', mysql_rw_timeout: 5, mysql_pool_size: 4 };
const REDIS = { redis_conn_timeout: 2, redis_rw_timeout: 2, redis_key_timeout: 20 };
const SERVER = { tnv_rw_timeout: 20, tnv_idle_timeout: 60, log_level: 'info' };

/** Where the engines are: lists as configuration files have them, the nearest first. */
export interface Engines {
  readonly mysql: string;
  readonly password: string;
  readonly redis: string;
}

/** What a daemon of the site is told. `trackers` and `ids` are lists of addresses. */
export function keysOf(
  daemon: Daemon,
  engines: Engines,
  others: { readonly trackers: string; readonly ids: string; readonly group: string | undefined },
): Keys {
  const hostname = { tnv_hostname: machineName(daemon.kind, daemon.host) };
  const database = { ...MYSQL, mysql_addrs: engines.mysql, mysql_password: engines.password };
  const cache = { ...REDIS, redis_addrs: engines.redis };
  switch (daemon.kind) {
    case 'tracker':
      return {
        ...{ ...hostname, ...SERVER, ...database, ...cache },
        ...{ tnv_apps_id: APPS, check_active_interval: CHECK_ACTIVE_SECONDS },
      };
    case 'id':
      return { ...hostname, ...SERVER, ...database, idinc_max_step: 10 };
    case 'storage':
      return {
        ...{ ...hostname, ...SERVER, ...database, ...cache },
        ...{ tnv_group_name: others.group ?? '', tnv_store_paths: folderOf({ name: others.group ?? '' }) },
        ...{ tnv_tracker_addrs: others.trackers, tnv_ids_addrs: others.ids },
        tnv_heart_beat_interval: HEART_BEAT_SECONDS,
      };
    case 'http':
      return {
        ...{ ...hostname, ...cache, log_level: SERVER.log_level, tnv_conn_timeout: 2, tnv_rw_timeout: 20 },
        ...{ tnv_tracker_addrs: others.trackers, tnv_appid: 'tnvideo', tnv_userid: 'tnv001' },
      };
  }
}

/** The files that `tnv db init` is given. */
export const DATABASE_CONFIGS = (['tracker', 'id', 'storage'] as const).flatMap((kind) => ['-c', configPath(kind)]);

export const TRACKER_PORT = PORTS.tracker.listen;
export const GATEWAY_PORT = PORTS.http.listen;
