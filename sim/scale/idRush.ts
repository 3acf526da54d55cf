import { startIdServer } from '../../src/id/idServer.ts';
import { IdClient } from '../../src/storage/idClient.ts';
import type { IdBlock, IdStore } from '../../src/store/idStore.ts';
import { SimIdStore } from '../database/simIdStore.ts';
import { World } from '../world.ts';

const PORT = 22_000;
const STEP = 100;
const KEY = '../data';
const LIMITS = { connectionsMax: 10_000, idleTimeoutMs: 60_000, requestTimeoutMs: 10_000 };

/** What became of many who asked for ids of one key. */
export interface IdRush {
  readonly ids: readonly bigint[];
  /** How often the database was asked. */
  readonly blocks: number;
  /** How long each waited, shortest first. */
  readonly waitsMs: readonly number[];
  /** Milliseconds from the first question to the last answer. */
  readonly lastedMs: number;
}

/** Storages that all ask for ids of one key, one after the other each, while a block takes `databaseMs`. */
export async function rushForIds(storages: number, idsEach: number, databaseMs: number): Promise<IdRush> {
  const world = new World(1, { runMaxMs: 3_600_000 });
  const memory = new SimIdStore();
  let blocks = 0;
  const store: IdStore = {
    async takeBlock(key: string, step: number, floor: bigint): Promise<IdBlock> {
      blocks++;
      await world.sleep(databaseMs);
      return memory.takeBlock(key, step, floor);
    },
    ping: () => memory.ping(),
    close: () => memory.close(),
  };
  const ids: bigint[] = [];
  const waitsMs: number[] = [];
  let lastedMs = 0;
  await world.run(async () => {
    const hosts = [world.host('id1'), world.host('id2')];
    const config = { limits: LIMITS, maxStep: STEP, keysMax: 100 };
    const daemons = await Promise.all(
      hosts.map((host) => startIdServer(host, { ...config, listen: { host: host.ip, port: PORT } }, { ids: store })),
    );
    const addresses = hosts.map(({ ip }) => ({ host: ip, port: PORT }));
    const clients = Array.from({ length: storages }, (_, at) => new IdClient(world.host(`storage${at}`), addresses));
    const startMs = world.nowMs;
    const askMany = async (client: IdClient): Promise<void> => {
      for (let asked = 0; asked < idsEach; asked++) {
        const fromMs = world.nowMs;
        ids.push(await client.next(KEY));
        waitsMs.push(world.nowMs - fromMs);
      }
    };
    await Promise.all(clients.map(askMany));
    lastedMs = world.nowMs - startMs;
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(daemons.map((daemon) => daemon.stop()));
  });
  return { ids, blocks, waitsMs: waitsMs.toSorted((a, b) => a - b), lastedMs };
}
