import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeSaddrsRequest } from '../../src/protocol/saddrs.ts';
import { freePort } from '../../test/services/freePort.ts';
import { FILES } from '../files.ts';
import { doJob } from '../load/loader.ts';
import { ServerProcess } from './process.ts';

const TNV = join(import.meta.dirname, '../../bin/tnv');
const ACTIVE_TIMEOUT_MS = 20_000;
const POLL_MS = 100;

export type DaemonName = 'tracker' | 'id' | 'storage' | 'http';

/** A whole site of real processes below one folder. */
export class Site {
  readonly folder: string;
  readonly ports: Readonly<Record<DaemonName, number>>;
  readonly #daemons = new Map<DaemonName, ServerProcess>();

  private constructor(folder: string, ports: Readonly<Record<DaemonName, number>>) {
    this.folder = folder;
    this.ports = ports;
  }

  /** Starts it in a new folder below `volume`, with `shared` keys for every daemon that has a database. */
  static async start(volume: string, shared: Readonly<Record<string, string>> = {}): Promise<Site> {
    const folder = mkdtempSync(join(volume, 'tnv-bench-'));
    const ports = {
      tracker: await freePort(),
      id: await freePort(),
      storage: await freePort(),
      http: await freePort(),
    };
    const site = new Site(folder, ports);
    try {
      await site.#start(shared);
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  pid(name: DaemonName): number {
    return this.#daemons.get(name)?.pid ?? 0;
  }

  /** Ends everything and removes the folder. */
  async stop(): Promise<void> {
    for (const daemon of [...this.#daemons.values()].reverse()) await daemon.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #start(shared: Readonly<Record<string, string>>): Promise<void> {
    const { ports } = this;
    const addressOf = (name: DaemonName): string => `127.0.0.1:${ports[name]}`;
    const keys: Readonly<Record<DaemonName, Readonly<Record<string, string>>>> = {
      tracker: { tnv_listen: addressOf('tracker'), ...shared },
      id: { tnv_listen: addressOf('id'), ...shared },
      storage: {
        tnv_listen_host: '127.0.0.1',
        tnv_storage_port: String(ports.storage),
        tnv_tracker_addrs: addressOf('tracker'),
        tnv_ids_addrs: addressOf('id'),
        tnv_heart_beat_interval: '1',
        ...shared,
      },
      http: { tnv_listen: addressOf('http'), tnv_tracker_addrs: addressOf('tracker'), tnv_userid: FILES.userid },
    };
    mkdirSync(join(this.folder, 'etc'));
    for (const [name, own] of Object.entries(keys) as [DaemonName, Record<string, string>][]) {
      const config = join(this.folder, 'etc', `${name}.cfg`);
      const lines = Object.entries(own).map(([key, value]) => `  ${key} = ${value}\n`);
      writeFileSync(config, `service ${name} {\n${lines.join('')}}\n`);
      const log = join(this.folder, `${name}.log`);
      this.#daemons.set(name, await ServerProcess.start([TNV, name, '-c', config], ports[name], log));
    }
    await this.#active();
  }

  /** Resolves when the tracker sends clients to the storage. */
  async #active(): Promise<void> {
    const packet = encodeSaddrsRequest(FILES);
    const deadlineMs = performance.now() + ACTIVE_TIMEOUT_MS;
    for (;;) {
      try {
        await doJob({ port: this.ports.tracker, framing: 'tnv', packet, connections: 1, until: { requests: 1 } });
        return;
      } catch (error) {
        if (performance.now() > deadlineMs) throw error;
        await sleep(POLL_MS);
      }
    }
  }
}
