import { expect } from 'vitest';
import type { Connection } from '../../src/host/connection.ts';
import { ConnectionLost, ListenError } from '../../src/host/networkErrors.ts';
import { onBoth } from './sites.ts';
import { CONNECT_TIMEOUT_MS, connectPair, readAll, release } from './talk.ts';

/** An address for documentation: nobody has it. */
const NOBODY = '192.0.2.1';
const CONNECT = { timeoutMs: CONNECT_TIMEOUT_MS };

onBoth('a port nobody listens at refuses, and the error names it', async ({ server, client, serverIp }) => {
  const listener = await server.network.listen({ host: serverIp, port: 0 }, () => {});
  await listener.close();
  const attempt = client.network.connect(listener.address, CONNECT);
  await expect(attempt).rejects.toThrow(ConnectionLost);
  await expect(attempt).rejects.toThrow(`cannot connect to ${serverIp}:${listener.address.port}: refused`);
});

onBoth('an attempt to reach nobody ends with an error', async ({ client }) => {
  await expect(client.network.connect({ host: NOBODY, port: 9 }, { timeoutMs: 50 })).rejects.toThrow(ConnectionLost);
});

onBoth('an attempt is given up when its signal is aborted, before or meanwhile', async ({ client }) => {
  const address = { host: NOBODY, port: 9 };
  const before = client.network.connect(address, { ...CONNECT, signal: AbortSignal.abort() });
  await expect(before).rejects.toThrow('given up');
  const stop = new AbortController();
  const meanwhile = client.network.connect(address, { ...CONNECT, signal: stop.signal });
  stop.abort();
  await expect(meanwhile).rejects.toThrow('given up');
});

onBoth('a name nobody has is an error', async ({ client }) => {
  const address = { host: 'nobody.invalid', port: 9 };
  await expect(client.network.connect(address, CONNECT)).rejects.toThrow(ConnectionLost);
});

onBoth('a connection leaves from the address it is told to', async ({ server, client, serverIp, clientIp }) => {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const listener = await server.network.listen({ host: serverIp, port: 0 }, resolve);
  const near = await client.network.connect(listener.address, { ...CONNECT, localHost: clientIp });
  const far = await promise;
  expect(far.peer.host).toBe(clientIp);
  await release({ near, far, listener });
});

onBoth('a connection cannot leave from an address of somebody else', async ({ server, client, serverIp }) => {
  const listener = await server.network.listen({ host: serverIp, port: 0 }, () => {});
  const attempt = client.network.connect(listener.address, { ...CONNECT, localHost: NOBODY });
  await expect(attempt).rejects.toThrow(ConnectionLost);
  await listener.close();
});

onBoth('port 0 takes a free port, another one each time', async ({ server, serverIp }) => {
  const one = await server.network.listen({ host: serverIp, port: 0 }, () => {});
  const other = await server.network.listen({ host: serverIp, port: 0 }, () => {});
  expect(one.address.host).toBe(serverIp);
  expect(one.address.port).toBeGreaterThan(0);
  expect(other.address.port).not.toBe(one.address.port);
  await Promise.all([one.close(), other.close()]);
});

onBoth('a port that is listened at cannot be had a second time', async ({ server, serverIp }) => {
  const listener = await server.network.listen({ host: serverIp, port: 0 }, () => {});
  const second = server.network.listen(listener.address, () => {});
  await expect(second).rejects.toThrow(ListenError);
  await expect(second).rejects.toThrow('the port is in use');
  await listener.close();
});

onBoth('an address of another machine cannot be listened at', async ({ server }) => {
  const attempt = server.network.listen({ host: NOBODY, port: 0 }, () => {});
  await expect(attempt).rejects.toThrow(ListenError);
  await expect(attempt).rejects.toThrow('no address of this machine');
});

onBoth('a closed listener frees its port and leaves the accepted connections alone', async (site) => {
  const pair = await connectPair(site);
  await pair.listener.close();
  const again = await site.server.network.listen(pair.listener.address, () => {});
  await pair.near.write(Buffer.from('still here'));
  pair.near.end();
  expect(String(await readAll(pair.far))).toBe('still here');
  await release(pair);
  await again.close();
});

onBoth('a listener gets every connection', async ({ server, client, serverIp }) => {
  const accepted: Connection[] = [];
  const all = Promise.withResolvers<void>();
  const listener = await server.network.listen({ host: serverIp, port: 0 }, (connection) => {
    if (accepted.push(connection) === 20) all.resolve();
  });
  const made = await Promise.all(Array.from({ length: 20 }, () => client.network.connect(listener.address, CONNECT)));
  await all.promise;
  const ports = (connections: readonly Connection[], port: (connection: Connection) => number): number[] =>
    connections.map(port).sort((left, right) => left - right);
  expect(ports(accepted, ({ peer }) => peer.port)).toEqual(ports(made, ({ local }) => local.port));
  for (const connection of [...made, ...accepted]) connection.abort();
  await Promise.all([...made, ...accepted].map(({ closed }) => closed));
  await listener.close();
});
