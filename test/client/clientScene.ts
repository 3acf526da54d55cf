import type { SimHost } from '../../sim/host/simHost.ts';
import { World, type WorldOptions } from '../../sim/world.ts';
import { Client } from '../../src/client/client.ts';
import { CLIENT_DEFAULTS, type ClientConfig } from '../../src/client/clientConfig.ts';
import { formatAddress } from '../../src/host/address.ts';
import { encodeSaddrsReply } from '../../src/protocol/saddrs.ts';
import { answering, type Script, type ScriptedServer, startScripted } from './scriptedServer.ts';

/** A client, one tracker that names all storages, and storages that follow scripts. */
export interface ClientScene {
  readonly world: World;
  /** The client's. */
  readonly host: SimHost;
  readonly client: Client;
  readonly trackerHost: SimHost;
  readonly tracker: ScriptedServer;
  readonly storageHosts: readonly SimHost[];
  readonly storages: readonly ScriptedServer[];
  /** How often the tracker was asked. */
  readonly asked: () => number;
}

/** What is special about a scene. */
export interface SceneOptions {
  readonly seed?: number;
  readonly config?: Partial<ClientConfig>;
  readonly world?: WorldOptions;
}

/**
 * Runs `body` in a world with a client and a storage for each script, named by the tracker in their order. Rejects
 * when the closed client leaves anything behind, or when a script failed.
 */
export async function clientScene(
  scripts: readonly Script[],
  body: (scene: ClientScene) => Promise<void>,
  options: SceneOptions = {},
): Promise<void> {
  const world = new World(options.seed ?? 1, options.world);
  const host = world.host('client');
  const trackerHost = world.host('tracker');
  const storageHosts = scripts.map((_, index) => world.host(`storage${index + 1}`));
  await world.run(async () => {
    const storages = await Promise.all(
      scripts.map((script, index) => startScripted(storageHosts[index] as SimHost, 23000, script)),
    );
    const addresses = storages.map(({ address }) => formatAddress(address));
    let asked = 0;
    const name: Script = answering(() => {
      asked++;
      return encodeSaddrsReply({ group: 'group001', addresses });
    });
    const tracker = await startScripted(trackerHost, 21000, name);
    const client = new Client(host, { ...CLIENT_DEFAULTS, trackers: [tracker.address], ...options.config });
    await body({ world, host, client, trackerHost, tracker, storageHosts, storages, asked: () => asked });
    await client.close();
    if (host.open.length > 0) throw new Error(`the client left behind: ${host.open.join('; ')}`);
    for (const server of [tracker, ...storages]) {
      await server.stop();
      for (const failure of server.failures) throw failure;
    }
    await world.settled();
  });
}
