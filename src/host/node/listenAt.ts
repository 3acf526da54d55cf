import type { Server } from 'node:net';
import type { Address } from '../address.ts';
import type { Log } from '../log.ts';
import { Seldom } from '../seldom.ts';
import { socketAddress } from './address.ts';
import { nodeClock } from './clock.ts';
import { listenFailure } from './networkReasons.ts';

/** Connections that may wait to be accepted. */
const BACKLOG = 1024;
/** Failures to accept come in crowds: one in this time is logged. */
const QUIET_MS = 1000;

/**
 * Lets `server` listen; resolves to where. From then on an error of it, such as too many open files when it accepts,
 * is logged and it goes on. Rejects with a `ListenError`.
 */
export function listenAt(server: Server, address: Address, log: Log): Promise<Address> {
  const failures = new Seldom(nodeClock, QUIET_MS);
  const acceptFailed = (error: Error): void => {
    failures.happened((times) => log.error('accept failed', { error, times }));
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(listenFailure(address, error));
    server.once('error', fail);
    server.listen({ host: address.host, port: address.port, backlog: BACKLOG }, () => {
      server.off('error', fail);
      server.on('error', (error) => acceptFailed(error));
      const bound = server.address();
      resolve(bound === null || typeof bound === 'string' ? address : socketAddress(bound.address, bound.port));
    });
  });
}
