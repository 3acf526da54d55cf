import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, Redis } from 'ioredis';
import type { Address } from '../../host/address.ts';

/** How to reach a Redis server or a Redis Cluster. */
export interface RedisSettings {
  /** One is a server; several are nodes of one Redis Cluster, enough of them to find the others. */
  readonly addresses: readonly [Address, ...Address[]];
  /** Milliseconds a connect may take. */
  readonly connectTimeoutMs: number;
  /** Milliseconds an answer may take. */
  readonly rwTimeoutMs: number;
  /** The server's default user unless given. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** Milliseconds a connection gets to end in good order before it is cut. */
const END_TIMEOUT_MS = 100;

const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 2_000;

/** Times a command may be sent to another node: the cluster moves slots, nodes die. */
const REDIRECTIONS_MAX = 6;

/**
 * A client that connects by itself, now and after every loss, with growing pauses; it multiplexes all commands over
 * one connection a server. Nothing is queued for later: a command without a connection is refused, one whose
 * connection broke fails and is not sent again.
 */
export function connectRedis(settings: RedisSettings): Redis | Cluster {
  const options = {
    connectTimeout: settings.connectTimeoutMs,
    commandTimeout: settings.rwTimeoutMs,
    // Without it the commands nobody answers would pile up on a connection that hangs.
    socketTimeout: settings.rwTimeoutMs,
    disconnectTimeout: END_TIMEOUT_MS,
    username: settings.user,
    password: settings.password,
    // The dialect that every server speaks.
    protocol: 2 as const,
    disableClientInfo: true,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  };
  const [first, ...others] = settings.addresses;
  if (others.length === 0) {
    return new Redis({ ...options, ...first, enableOfflineQueue: false, retryStrategy: reconnectDelayMs });
  }
  return new Cluster(
    settings.addresses.map(({ host, port }) => ({ host, port })),
    {
      redisOptions: options,
      enableOfflineQueue: false,
      clusterRetryStrategy: reconnectDelayMs,
      maxRedirections: REDIRECTIONS_MAX,
      slotsRefreshTimeout: settings.connectTimeoutMs,
    },
  );
}

function reconnectDelayMs(attempt: number): number {
  return Math.min(RECONNECT_MIN_MS * 2 ** (attempt - 1), RECONNECT_MAX_MS);
}

/** Ends a client. Resolves when nothing is left of it: no socket, no timer. */
export async function disconnectRedis(client: Redis | Cluster): Promise<void> {
  const connections = client instanceof Cluster ? client.nodes() : [client];
  const resting = client.status === 'reconnecting';
  const ends = connections
    .filter(({ status }) => status !== 'reconnecting' && status !== 'end')
    .map((connection) => new Promise((resolve) => connection.once('end', resolve)));
  client.disconnect();
  await Promise.all(ends);
  // A cluster may be looking up which node has which slots, over a connection that it does not show.
  if (client instanceof Cluster) await new Promise<void>((resolve) => client.refreshSlotsCache(() => resolve()));
  // What is left now are timers that were set before this one and take no longer: between two tries to connect
  // that of the socket that is gone, in a cluster those of commands that were to be sent again.
  if (resting || client instanceof Cluster) await sleep(END_TIMEOUT_MS);
}
