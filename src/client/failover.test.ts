import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import { clientScene } from '../../test/client/clientScene.ts';
import { answering, type Script, type ScriptedServer, startScripted } from '../../test/client/scriptedServer.ts';
import { refusal, storageWith } from '../../test/client/storageScripts.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { Command, ReplyCommand } from '../protocol/command.ts';
import { encodeFailure } from '../protocol/failure.ts';
import { encodeGroupsReply } from '../protocol/groups.ts';
import { encodeSaddrsReply } from '../protocol/saddrs.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { AllServersFailed } from './allServersFailed.ts';
import { Client } from './client.ts';
import { ClientClosed } from './clientClosed.ts';
import { CLIENT_DEFAULTS } from './clientConfig.ts';
import { bufferSource } from './sources/bufferSource.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
const CONTENT = Buffer.from('some content');
const TEXT = 'COUNT OF GROUPS: 0';

const failure = (errorNumber: number): Buffer =>
  encodeFailure(ReplyCommand.tracker, { errorNumber, description: `[tracker] ${errorNumber}` });
const knowing = (text: string): Script =>
  answering(({ head }) =>
    head.command === Command.groups ? encodeGroupsReply(text) : encodeSaddrsReply({ group: 'g', addresses: [] }),
  );

interface Trackers {
  readonly world: World;
  readonly host: SimHost;
  readonly hosts: readonly SimHost[];
  readonly servers: readonly ScriptedServer[];
  readonly client: Client;
}

/** A client of several trackers that follow scripts; the client begins with any of them. */
async function withTrackers(
  scripts: readonly Script[],
  body: (trackers: Trackers) => Promise<void>,
  seed = 1,
): Promise<void> {
  const world = new World(seed);
  const host = world.host('client');
  const hosts = scripts.map((_, index) => world.host(`tracker${index}`));
  await world.run(async () => {
    const servers = await Promise.all(scripts.map((script, n) => startScripted(hosts[n] as SimHost, 21000, script)));
    const trackers = servers.map(({ address }) => address);
    const client = new Client(host, { ...CLIENT_DEFAULTS, trackers });
    await body({ world, host, hosts, servers, client });
    await client.close();
    expect(host.open).toEqual([]);
    for (const server of servers) await server.stop();
    await world.settled();
    expect(servers.flatMap(({ failures }) => failures)).toEqual([]);
  });
}

const SEEDS = [1, 2, 3, 4, 5, 6];

describe('failover between trackers', () => {
  // Spec: CLIENT-FAILOVER
  it('finds the one that works, wherever it begins', async () => {
    const dead: Script = async () => {};
    const broken = answering(() => failure(500));
    const babbling: Script = async (peer) => {
      await peer.request();
      await peer.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    };
    for (const seed of SEEDS) {
      await withTrackers(
        [dead, broken, babbling, knowing(TEXT)],
        async ({ client }) => {
          expect(await client.groups()).toBe(TEXT);
        },
        seed,
      );
    }
  });

  it('begins with different trackers in different clients', async () => {
    const begun = new Set<string>();
    for (const seed of SEEDS) {
      await withTrackers(
        ['a', 'b'].map(knowing),
        async ({ client }) => {
          begun.add(await client.groups());
        },
        seed,
      );
    }
    expect([...begun].sort()).toEqual(['a', 'b']);
  });

  // Spec: CLIENT-FAILOVER-ORDER
  it('asks one that failed lately after the others', () =>
    withTrackers([knowing('a'), knowing('b')], async ({ client, host, hosts, world }) => {
      const first = await client.groups();
      const at = first === 'a' ? 0 : 1;
      world.network.partition([hosts[at] as SimHost], [host]);
      expect(await client.groups()).not.toBe(first);
      const startMs = world.nowMs;
      expect(await client.groups()).not.toBe(first);
      expect(world.nowMs - startMs).toBeLessThan(100);
    }));

  // Spec: CLIENT-FAILOVER
  it('takes a refusal with a number from 400 to 499 for the answer of all', () =>
    withTrackers([answering(() => failure(403)), answering(() => failure(403))], async ({ client, servers }) => {
      await expect(client.locate(FILE)).rejects.toEqual(new TnvError(403, '[tracker] 403'));
      expect(servers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
    }));

  // Spec: CLIENT-FAILOVER-TOLD
  it('names every tracker it tried, and why each failed', () =>
    withTrackers([answering(() => failure(503)), knowing('')], async ({ client, hosts }) => {
      for (const host of hosts.slice(1)) host.incoming = 'refuse';
      const error = await client.groups().catch((caught) => caught);
      expect(error).toBeInstanceOf(AllServersFailed);
      expect(error.errorNumber).toBe(503);
      expect(error.message).toContain('10.0.0.2:21000: 503 [tracker] 503');
      expect(error.message).toContain('10.0.0.3:21000: cannot connect to 10.0.0.3:21000: refused');
    }));

  it('says so when there is no tracker, or no storage, to ask', async () => {
    const host = new World(1).host('client');
    const client = new Client(host, { ...CLIENT_DEFAULTS, trackers: [] });
    await expect(client.groups()).rejects.toThrow('there is no tracker to ask');
    await withTrackers([knowing('')], async ({ client: other }) => {
      await expect(other.filesize(FILE)).rejects.toThrow('there is no storage to ask');
    });
  });

  it('asks nobody else when its signal is aborted, whatever the reason', () =>
    withTrackers(
      [1, 2].map((): Script => (peer) => peer.untilEnd()),
      async ({ client, host, servers }) => {
        const control = new AbortController();
        const reason = new ConnectionLost('the viewer is gone');
        host.timers.after(500, () => control.abort(reason));
        await expect(client.groups({ signal: control.signal })).rejects.toBe(reason);
        expect(servers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
      },
    ));

  it('begins nothing when it is closed or the signal is aborted', () =>
    withTrackers([knowing(TEXT)], async ({ client, servers }) => {
      const reason = new Error('enough');
      await expect(client.groups({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      await client.close();
      await expect(client.groups()).rejects.toBeInstanceOf(ClientClosed);
      expect(servers[0]?.accepted).toBe(0);
    }));
});

describe('failover between storages', () => {
  // Spec: CLIENT-FAILOVER
  it('asks the next one after one that cannot be reached, is out of order or talks nonsense', async () => {
    const wrong: readonly Script[] = [
      async () => {},
      answering(() => refusal(500)),
      answering(() => Buffer.alloc(40, 0xff)),
    ];
    await clientScene([...wrong, storageWith(CONTENT)], async ({ client }) => {
      expect(await client.filesize(FILE)).toBe(CONTENT.length);
    });
  });

  // Spec: CLIENT-ODD-NUMBER
  it.each([-1, 0, 1, 399, 600, 32_767])('asks the next one after a refusal with the number %i', (number) =>
    clientScene([answering(() => refusal(number)), storageWith(CONTENT)], async ({ client }) => {
      expect(await client.filesize(FILE)).toBe(CONTENT.length);
    }),
  );

  it.each([-1n, 2n ** 60n])('does not believe that a file has %i bytes', (size) => {
    const body = Buffer.alloc(8);
    body.writeBigInt64BE(size);
    const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 8, ReplyCommand.storage, 0]);
    const lying = answering(() => Buffer.concat([head, body]));
    return clientScene([lying, storageWith(CONTENT)], async ({ client }) => {
      expect(await client.filesize(FILE)).toBe(CONTENT.length);
    });
  });

  it('tries once more, after asking a tracker again, when a storage was being restarted', () =>
    clientScene([storageWith(CONTENT)], async ({ client, storageHosts, world, asked }) => {
      const [there] = storageHosts as [SimHost];
      there.incoming = 'refuse';
      void world.sleep(500).then(() => {
        there.incoming = 'accept';
      });
      expect(await client.filesize(FILE)).toBe(CONTENT.length);
      expect(asked()).toBe(2);
    }));

  // Spec: CLIENT-FAILOVER-ORDER, CLIENT-BOUNDED
  it('asks a storage that hangs last, for a while, instead of waiting for it each time', () =>
    clientScene([storageWith(CONTENT), storageWith(CONTENT)], async ({ client, storageHosts, world }) => {
      const [first] = storageHosts as [SimHost];
      first.incoming = 'hang';
      await client.filesize(FILE);
      expect(world.nowMs).toBeGreaterThan(5_000);
      const startMs = world.nowMs;
      for (let n = 0; n < 10; n++) await client.filesize(FILE);
      expect(world.nowMs - startMs).toBeLessThan(500);
    }));

  it('asks nobody else when its signal is aborted, whatever the reason', () =>
    clientScene([(peer) => peer.untilEnd(), storageWith(CONTENT)], async ({ client, host, storages }) => {
      const control = new AbortController();
      const reason = new ConnectionLost('the viewer is gone');
      host.timers.after(500, () => control.abort(reason));
      await expect(client.filesize(FILE, { signal: control.signal })).rejects.toBe(reason);
      expect(storages[1]?.accepted).toBe(0);
    }));

  it('leaves no listener on a signal that outlives its operations', () =>
    clientScene([storageWith(CONTENT)], async ({ client }) => {
      const { signal } = new AbortController();
      await client.filesize(FILE, { signal });
      const download = await client.download(FILE, { offset: 0, size: 0 }, { signal });
      for await (const _chunk of download.chunks);
      await expect(client.upload(FILE, bufferSource(CONTENT), { signal })).rejects.toMatchObject({ errorNumber: 409 });
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }));

  it('ends the pause before the second try when it is told to', () =>
    clientScene([storageWith(CONTENT)], async ({ client, host, storageHosts, world }) => {
      for (const there of storageHosts) there.incoming = 'refuse';
      const control = new AbortController();
      const reason = new Error('enough');
      host.timers.after(500, () => control.abort(reason));
      await expect(client.filesize(FILE, { signal: control.signal })).rejects.toBe(reason);
      expect(world.nowMs).toBeLessThan(600);
    }));
});
