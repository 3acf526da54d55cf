import { expect } from 'vitest';
import { applyFault } from '../../sim/chaos/faults/index.ts';
import { APPID } from '../../sim/chaos/names.ts';
import type { Fault, Plan, Topology } from '../../sim/chaos/plan.ts';
import { SimSite } from '../../sim/chaos/simSite.ts';
import type { Heal } from '../../sim/chaos/site.ts';
import type { SiteMachine } from '../../sim/chaos/siteMachine.ts';
import type { Client } from '../../src/client/client.ts';
import { bufferSource } from '../../src/client/sources/bufferSource.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import { parseGroupsText } from '../../src/protocol/groupsText.ts';

const TOPOLOGY: Topology = {
  ...{ trackers: 1, idServers: 1, clients: 1, idStep: 10, keyTimeoutSeconds: 60, clockSkewMs: [] },
  groups: [{ storages: 2, storePaths: 1, volumeBytes: 2 ** 30 }],
  heartBeatIntervalMs: 5_000,
  checkActiveIntervalMs: 12_000,
  latencyMs: [0.1, 1],
};

/** A site where faults are tried out one by one. */
export class FaultTrial {
  readonly site: SimSite;
  #files = 0;

  constructor(topology: Partial<Topology>, seed: number) {
    const plan: Plan = { seed, chaosMs: 0, topology: { ...TOPOLOGY, ...topology }, operations: [], faults: [] };
    this.site = new SimSite(plan, { mark: () => {}, onLeft: () => {}, onTurn: () => {} });
  }

  get world(): SimSite['world'] {
    return this.site.world;
  }

  machine(name: string): SiteMachine {
    const machine = this.site.machines.get(name);
    if (machine === undefined) throw new Error(`no machine ${name}`);
    return machine;
  }

  get client(): Client {
    const { client } = this.machine('client1');
    if (client === undefined) throw new Error('there is no client');
    return client;
  }

  apply(fault: Fault): Heal {
    return applyFault(this.site, fault);
  }

  /** Uploads a new file of `size` bytes. */
  async upload(size = 1000): Promise<FileAddress> {
    const file = { appid: APPID, userid: 'alice', fileid: `file${++this.#files}` };
    await this.client.upload(file, bufferSource(Buffer.alloc(size, this.#files)));
    return file;
  }

  /** Downloads all of a file. */
  async download(file: FileAddress): Promise<Buffer> {
    const { chunks } = await this.client.download(file, { offset: 0, size: 0 });
    const taken: Buffer[] = [];
    for await (const chunk of chunks) taken.push(Buffer.from(chunk));
    return Buffer.concat(taken);
  }

  /** Whether `work` settles within `withinMs` of virtual time. */
  settles(work: Promise<unknown>, withinMs: number): Promise<boolean> {
    const yes = (): boolean => true;
    return Promise.race([work.then(yes, yes), this.world.sleep(withinMs).then(() => false)]);
  }

  /** Milliseconds of virtual time that `work` takes. */
  async takesMs(work: () => Promise<unknown>): Promise<number> {
    const startMs = this.world.nowMs;
    await work();
    return this.world.nowMs - startMs;
  }

  /** Names of the storages that a tracker takes for active, sorted. */
  async active(): Promise<string[]> {
    const storages = parseGroupsText(await this.client.groups()).flatMap((group) => group.storages);
    return storages
      .filter(({ state }) => state === 'ACTIVE')
      .map(({ hostname }) => hostname)
      .sort();
  }
}

/** Starts a site, runs `body`, and sees that the site works and can be stopped without a rest. */
export async function faultTrial(
  body: (trial: FaultTrial) => Promise<void>,
  topology: Partial<Topology> = {},
  seed = 1,
): Promise<void> {
  const trial = new FaultTrial(topology, seed);
  const { world, site } = trial;
  await world.run(async () => {
    await Promise.all([...site.machines.values()].map((machine) => machine.restart()));
    await world.sleep(1_000);
    await body(trial);
    expect(await trial.download(await trial.upload())).toHaveLength(1000);
    await world.sleep(100_000);
    await Promise.all([...site.machines.values()].map((machine) => machine.stop()));
    await world.settled(1_000_000);
  });
}
