import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ListenOptions } from 'node:net';

/** Below the ports that systems give to connections, so that nobody gets one of them by chance before it is used. */
const FIRST = 10_000;
const END = 32_000;
const TRIES = 100;

/** Ports that this process was given; it may not have begun to listen there yet. */
const given = new Set<number>();

/** A TCP port of 127.0.0.1 that nobody listens on at this moment, another one each time. */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/** The first of `count` such ports in a row. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const first = randomInt(FIRST, END - count);
    const row = Array.from({ length: count }, (_, at) => first + at);
    if ((await Promise.all(row.map(isOurs))).every(Boolean)) return first;
  }
  throw new Error(`none of ${TRIES} tries gave ${count} free ports in a row`);
}

/** Whether a port is free, and neither this process nor another one of the tests was given it. */
async function isOurs(port: number): Promise<boolean> {
  if (given.has(port) || !(await isClaimed(port))) return false;
  given.add(port);
  return isFree(port);
}

/**
 * Claims a port for as long as this process lives, before other processes of tests, which ask here, too: between two times
 * that somebody listens on it, it seems to be free.
 */
async function isClaimed(port: number): Promise<boolean> {
  // A name without a file is a thing of Linux.
  if (process.platform !== 'linux') return true;
  const claim = await listening({ path: `\0tnv-test-port-${port}` });
  claim?.unref();
  return claim !== undefined;
}

async function isFree(port: number): Promise<boolean> {
  const server = await listening({ port, host: '127.0.0.1' });
  if (server === undefined) return false;
  server.close();
  await once(server, 'close');
  return true;
}

/** A server that listens there; undefined when somebody else does. */
async function listening(where: ListenOptions) {
  const server = createServer().listen(where);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return undefined;
  }
}
