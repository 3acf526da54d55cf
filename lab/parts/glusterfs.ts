import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { until } from '../until.ts';
import type { Part, RunningPart } from './part.ts';

/** The options of a volume, as operators copy them to `/var/lib/glusterd/groups/tnv`. */
const OPTIONS = readFileSync(join(import.meta.dirname, '../../etc/glusterfs/tnv'), 'utf8');

const MOUNT_OPTIONS = 'attribute-timeout=0,entry-timeout=0,negative-timeout=0';
const START_MS = 120_000;
const HEAL_MS = 180_000;
/** After how long without being whole a volume is told to heal. */
const ASK_AGAIN_MS = 30_000;

/** A volume and the hosts that hold it, each a whole copy; each has it mounted at `folder`. */
export interface Volume {
  readonly name: string;
  readonly hosts: readonly Host[];
}

/** Where a volume is mounted on its hosts: the store path of the group of the same name. */
export function folderOf(volume: Pick<Volume, 'name'>): string {
  return `/srv/tnv/${volume.name}`;
}

/** The folder of a host's brick of a volume. */
export function brickOf(volume: Pick<Volume, 'name'>): string {
  return `/srv/bricks/${volume.name}`;
}

/** Replicated volumes in one pool of hosts: three copies each, written by a majority only. */
export class Glusterfs implements RunningPart {
  readonly volumes: readonly Volume[];

  private constructor(volumes: readonly Volume[]) {
    this.volumes = volumes;
  }

  /** Makes the pool and the volumes, and mounts each on its hosts. */
  static async up(volumes: readonly Volume[]): Promise<Glusterfs> {
    const glusterfs = new Glusterfs(volumes);
    const hosts = glusterfs.#hosts();
    await Promise.all(hosts.map((host) => host.write('/var/lib/glusterd/groups/tnv', OPTIONS)));
    await Promise.all(hosts.map(startDaemon));
    const [first, ...others] = hosts;
    if (first === undefined) throw new Error('a pool needs hosts');
    for (const { name } of others) await first.exec(['gluster', '--mode=script', 'peer', 'probe', name]);
    await until('the pool of GlusterFS', START_MS, () => lonelyOf(hosts));
    for (const volume of volumes) await createVolume(volume);
    await Promise.all(volumes.flatMap((volume) => volume.hosts.map((host) => mount(host, volume))));
    return glusterfs;
  }

  get hints(): string[] {
    return this.volumes.map(
      (volume) =>
        `${volume.name} is at ${folderOf(volume)} of ${volume.hosts.map(({ name }) => name).join(', ')}; gluster volume info`,
    );
  }

  async revive(host: Host): Promise<void> {
    await startDaemon(host);
    const own = this.#volumesOf(host);
    for (const volume of own) {
      // A brick that was killed alone is started by this; glusterd starts those of a host that boots.
      await until(`the brick of ${host.name}`, START_MS, async () => {
        await host.exec(['gluster', '--mode=script', 'volume', 'start', volume.name, 'force']);
        return undefined;
      });
      await mount(host, volume);
    }
    await Promise.all(own.map((volume) => this.healed(volume)));
  }

  /**
   * Resolves when all bricks of a volume are there and none lacks what another one has. They find that out by themselves;
   * where they take long, the volume is told to heal, as the page for operators says.
   */
  async healed(volume: Volume): Promise<void> {
    let asked = performance.now();
    await until(
      `the healing of ${volume.name}`,
      HEAL_MS,
      async () => {
        const lacking = await unhealedOf(volume);
        if (lacking === undefined || performance.now() - asked < ASK_AGAIN_MS) return lacking;
        asked = performance.now();
        await volume.hosts[0]?.exec(['gluster', '--mode=script', 'volume', 'heal', volume.name]);
        return lacking;
      },
      500,
    );
  }

  /** Kills the brick process of a host, as a crash does; its clients go on with the others. */
  async killBrick(host: Host): Promise<void> {
    if (!(await host.signal('^/usr/sbin/glusterfsd '))) throw new Error(`${host.name} has no brick`);
  }

  #hosts(): Host[] {
    return [...new Set(this.volumes.flatMap(({ hosts }) => hosts))];
  }

  #volumesOf(host: Host): Volume[] {
    return this.volumes.filter(({ hosts }) => hosts.includes(host));
  }
}

async function startDaemon(host: Host): Promise<void> {
  await host.sh('pidof glusterd > /dev/null || { mkdir -p /var/log/glusterfs; glusterd; }');
}

async function createVolume(volume: Volume): Promise<void> {
  const brick = brickOf(volume);
  await Promise.all(volume.hosts.map((host) => host.exec(['mkdir', '-p', brick])));
  const [first] = volume.hosts;
  // `force`: the brick is a folder of the disk here, not a file system of its own.
  await first?.sh(
    `
    name=$1; shift
    gluster --mode=script volume create "$name" replica $# "$@" force
    gluster --mode=script volume set "$name" group tnv
    gluster --mode=script volume start "$name"`,
    [volume.name, ...volume.hosts.map(({ name }) => `${name}:${brick}`)],
  );
}

/** Mounts a volume from the host itself: it reads its own copy, and finds the other bricks by itself. */
async function mount(host: Host, volume: Volume): Promise<void> {
  const folder = folderOf(volume);
  await until(`the mount of ${volume.name} on ${host.name}`, START_MS, async () => {
    await host.sh('mountpoint -q "$2" || { mkdir -p "$2"; mount -t glusterfs -o "$3" "$1" "$2"; }', [
      ...[`localhost:/${volume.name}`, folder, MOUNT_OPTIONS],
    ]);
    return undefined;
  });
}

/** What a host misses of its peers, in words. */
async function lonelyOf(hosts: readonly Host[]): Promise<string | undefined> {
  for (const host of hosts) {
    const status = await host.exec(['gluster', 'peer', 'status']);
    const connected = status.split('Peer in Cluster (Connected)').length - 1;
    if (connected !== hosts.length - 1) return `${host.name} sees ${connected} of ${hosts.length - 1} peers`;
  }
  return undefined;
}

/** What a volume lacks, in words. What is being written at the moment counts as "possibly healing", which is no lack. */
async function unhealedOf({ name, hosts }: Volume): Promise<string | undefined> {
  const text = await hosts[0]?.exec(['gluster', '--mode=script', 'volume', 'heal', name, 'info', 'summary']);
  const counts = [...(text ?? '').matchAll(/^Number of entries in (?:heal pending|split-brain): (\S+)$/gm)];
  const connected = (text ?? '').split('Status: Connected').length - 1;
  if (connected !== hosts.length) return `${connected} of ${hosts.length} bricks are connected`;
  if (counts.length > 0 && counts.every(([, count]) => count === '0')) return undefined;
  return counts.map(([line]) => line).join(', ');
}

/** The part alone: one volume on three hosts. */
export const glusterfs: Part = {
  name: 'glusterfs',
  about: 'a replicated volume, mounted on each host',
  packages: [
    { debian: 'glusterfs-server', program: 'glusterd' },
    { debian: 'glusterfs-client', program: 'mount.glusterfs' },
    { debian: 'fuse3', program: 'fusermount3' },
  ],
  hosts: 3,
  up: (hosts) => Glusterfs.up([{ name: 'group001', hosts }]),
};
