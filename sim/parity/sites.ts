import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { createLog } from '../../src/host/node/log.ts';
import { createNodeHost } from '../../src/host/node/nodeHost.ts';
import { World } from '../world.ts';

/** Where a parity test happens: two hosts, which may be one. */
export interface Site {
  readonly server: Host;
  readonly client: Host;
  /** The address of the server that the client reaches. */
  readonly serverIp: string;
  readonly clientIp: string;
  /** An existing, empty folder of the server. */
  readonly folder: string;
}

type Body = (site: Site) => Promise<void>;

interface Kind {
  readonly name: string;
  /** Runs `body` on a new site and makes sure that it left nothing open. */
  readonly run: (body: Body, seed: number) => Promise<void>;
}

const FD_FOLDER = '/proc/self/fd';
const PATIENCE_MS = 20_000;

const node: Kind = {
  name: 'Node',
  async run(body) {
    const folder = mkdtempSync(join(tmpdir(), 'tnv-parity-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const host = createNodeHost({ log: createLog({ level: 'silent' }) });
    const before = openDescriptors();
    await body({ server: host, client: host, serverIp: '127.0.0.1', clientIp: '127.0.0.1', folder });
    await nothingLeft(before);
  },
};

const simulated: Kind = {
  name: 'simulated',
  async run(body, seed) {
    const world = new World(seed);
    const server = world.host('server');
    const client = world.host('client');
    server.machine.disk.putFolder('/folder');
    await world.run(async () => {
      await body({ server, client, serverIp: server.ip, clientIp: client.ip, folder: '/folder' });
      await world.settled();
    });
  },
};

/** Both kinds of site. */
export const kinds: readonly Kind[] = [node, simulated];

const SEEDS = [1, 2, 3];

/** One test of `body` on the Node host and one on the simulated host, there with several seeds. */
export function onBoth(name: string, body: Body): void {
  test(`${name} (Node)`, () => node.run(body, 0));
  test(`${name} (simulated)`, async () => {
    for (const seed of SEEDS) await simulated.run(body, seed);
  });
}

/** Files and sockets this process has open; 0 where the system does not tell. */
function openDescriptors(): number {
  return process.platform === 'linux' ? readdirSync(FD_FOLDER).length : 0;
}

/** Sockets are closed in a later turn of the event loop, files by threads that may have to wait for a processor. */
async function nothingLeft(before: number): Promise<void> {
  const sinceMs = performance.now();
  while (openDescriptors() > before) {
    if (performance.now() - sinceMs > PATIENCE_MS)
      throw new Error(`${openDescriptors() - before} files or sockets were left open`);
    await new Promise(setImmediate);
  }
}
