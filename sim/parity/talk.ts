import type { Connection } from '../../src/host/connection.ts';
import type { Listener } from '../../src/host/network.ts';
import type { Site } from './sites.ts';

/** Two ends of one connection, and the listener it came through. */
export interface Pair {
  readonly near: Connection;
  readonly far: Connection;
  readonly listener: Listener;
}

export const CONNECT_TIMEOUT_MS = 5000;

/** Connects the client of `site` to its server. */
export async function connectPair(site: Site): Promise<Pair> {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const listener = await site.server.network.listen({ host: site.serverIp, port: 0 }, resolve);
  const near = await site.client.network.connect(listener.address, { timeoutMs: CONNECT_TIMEOUT_MS });
  return { near, far: await promise, listener };
}

/** Lets go of everything of `pair`. */
export async function release(pair: Pair): Promise<void> {
  pair.near.abort();
  pair.far.abort();
  await Promise.all([pair.near.closed, pair.far.closed, pair.listener.close()]);
}

/** All bytes up to the peer's end. */
export async function readAll(connection: Connection): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let part = await connection.read(); part !== null; part = await connection.read()) parts.push(part);
  return Buffer.concat(parts);
}

/** Bytes that tell where they belong. */
export function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 8) * 7 + (at >> 16)) & 255;
  return bytes;
}

/** Whether `promise` is still pending after `delayMs` and one turn of sockets, which a process that stood still has missed. */
export async function isPending(site: Site, promise: Promise<unknown>, delayMs: number): Promise<boolean> {
  const { timers } = site.client;
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  let timer = timers.after(delayMs, () => {
    timer = timers.after(delayMs / 10, () => resolve(true));
  });
  const settled = (): boolean => false;
  try {
    return await Promise.race([promise.then(settled, settled), late]);
  } finally {
    timer.cancel();
  }
}
