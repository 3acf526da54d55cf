import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLabFolder } from './folders.ts';
import { Host } from './host/host.ts';
import { removeLaboratory } from './leftovers.ts';
import { ipOf, PREFIX_LENGTH } from './network/addresses.ts';
import { Switch } from './network/switch.ts';

/** `host1`, `host2`, … */
export function hostNames(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `host${at + 1}`);
}

/** A switch and hosts at it, all of them namespaces of this machine. */
export class Laboratory implements AsyncDisposable {
  readonly folder: string;
  readonly switch: Switch;
  readonly hosts: Host[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.switch = new Switch(new Host({ name: 'switch', ip: '', disk: join(folder, 'switch') }), PREFIX_LENGTH);
  }

  /** An empty laboratory, or one with hosts of these names, with power, in their order 10.77.0.11, .12, … */
  static async open(names: readonly string[] = []): Promise<Laboratory> {
    const laboratory = new Laboratory(makeLabFolder());
    try {
      await laboratory.switch.powerOn();
      laboratory.#add(names);
      await Promise.all(laboratory.hosts.map((host) => host.powerOn()));
    } catch (error) {
      await laboratory.close();
      throw error;
    }
    return laboratory;
  }

  /** The host of a name. Throws when there is none. */
  host(name: string): Host {
    const found = this.hosts.find((host) => host.name === name);
    if (found !== undefined) return found;
    throw new Error(`there is no host ${name}; there are: ${this.hosts.map((host) => host.name).join(', ')}`);
  }

  /** Everything is gone afterwards: processes, mounts, networks, folders. */
  async close(): Promise<void> {
    // A Ctrl-C comes to the hosts, too: what it has ended cannot be ended, and what has not ended is found by its folder.
    await Promise.allSettled([...this.hosts, this.switch].map((each) => each.end()));
    await removeLaboratory(this.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #add(names: readonly string[]): void {
    for (const name of names) {
      const ip = ipOf(this.hosts.length);
      this.hosts.push(new Host({ name, ip, disk: join(this.folder, name), at: this.switch }));
    }
    const lines = this.hosts.map((host) => `${host.ip} ${host.name}`);
    for (const host of this.hosts) host.knows(`127.0.0.1 localhost\n${lines.join('\n')}\n`);
    writeFileSync(join(this.folder, 'hosts'), `${this.hosts.map(({ name }) => name).join('\n')}\n`);
  }
}
