import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { FLOATING_IP } from '../network/addresses.ts';
import { until } from '../until.ts';
import type { Part, RunningPart } from './part.ts';

const FILES = join(import.meta.dirname, '../../etc/keepalived');
const START_MS = 15_000;

/** One address on one of two hosts, on whichever is well. */
export class Keepalived implements RunningPart {
  readonly hosts: readonly Host[];

  private constructor(hosts: readonly Host[]) {
    this.hosts = hosts;
  }

  static async up(hosts: readonly Host[]): Promise<Keepalived> {
    const keepalived = new Keepalived(hosts);
    for (const host of hosts) {
      await host.write('/etc/keepalived/keepalived.conf', readFileSync(join(FILES, 'keepalived.conf'), 'utf8'));
      await host.write('/etc/keepalived/tnv-health', readFileSync(join(FILES, 'tnv-health'), 'utf8'), '700');
    }
    await Promise.all(hosts.map(start));
    await until('a host with the floating address', START_MS, async () => {
      const masters = await keepalived.masters();
      return masters.length === 1 ? undefined : `${masters.length} hosts have it`;
    });
    return keepalived;
  }

  get hints(): string[] {
    return [`${FLOATING_IP} is on one of ${this.hosts.map(({ name }) => name).join(', ')}; ip address show eth0`];
  }

  /** The hosts that have the address; two for a moment when the killed one did not give it back. */
  async masters(): Promise<Host[]> {
    const having = await Promise.all(this.hosts.map(async (host) => host.isOn && (await hasAddress(host))));
    return this.hosts.filter((_, at) => having[at]);
  }

  /** The host that has the address. Rejects when it is not one. */
  async master(): Promise<Host> {
    const [master, ...others] = await this.masters();
    if (master === undefined || others.length > 0) throw new Error(`${others.length + 1} hosts have the address`);
    return master;
  }

  /** Kills it without a warning: nobody takes the address off the host. */
  async kill(host: Host): Promise<void> {
    if (!(await host.signal('^keepalived'))) throw new Error(`${host.name} has no keepalived`);
  }

  async revive(host: Host): Promise<void> {
    await start(host);
    await until('one host with the floating address', START_MS, async () => {
      const masters = await this.masters();
      return masters.length === 1 ? undefined : `${masters.length} hosts have it`;
    });
  }
}

/** A killed one has left its address and its pid file, which it takes over and minds. */
async function start(host: Host): Promise<void> {
  await host.sh(
    'pidof keepalived > /dev/null || keepalived --log-console --dont-fork > /var/log/keepalived.log 2>&1 &',
  );
}

async function hasAddress(host: Host): Promise<boolean> {
  return (await host.exec(['ip', '-4', 'address', 'show', 'eth0'])).includes(` ${FLOATING_IP}/`);
}

/** The part alone: an address that moves when its host goes; there is nobody else whose health it could mind. */
export const keepalived: Part = {
  name: 'keepalived',
  about: `the address ${FLOATING_IP} on one of two hosts`,
  packages: [
    { debian: 'keepalived', program: 'keepalived' },
    { debian: 'curl', program: 'curl' },
  ],
  hosts: 2,
  up: (hosts) => Keepalived.up(hosts),
};
