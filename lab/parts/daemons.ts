import type { Host } from '../host/host.ts';
import { Daemon, type DaemonKind, type Keys } from './daemon.ts';
import type { Part, RunningPart } from './part.ts';

/** Daemons of ours that make up a site, or a part of it. */
export class Daemons implements RunningPart {
  readonly all: readonly Daemon[];

  private constructor(all: readonly Daemon[]) {
    this.all = all;
  }

  /** Configures and starts them; resolves once all are well. */
  static async up(planned: readonly { readonly daemon: Daemon; readonly keys: Keys }[]): Promise<Daemons> {
    await Promise.all(planned.map(({ daemon, keys }) => daemon.configure(keys)));
    const daemons = new Daemons(planned.map(({ daemon }) => daemon));
    for (const daemon of daemons.all) daemon.start();
    await Promise.all(daemons.all.map((daemon) => daemon.healthy()));
    return daemons;
  }

  get hints(): string[] {
    return this.all.map(({ name, address }) => `${name}: ${address}`);
  }

  of(kind: DaemonKind): Daemon[] {
    return this.all.filter((daemon) => daemon.kind === kind);
  }

  /** The daemon of a kind on a host. Throws when there is none. */
  on(host: Host, kind: DaemonKind): Daemon {
    const found = this.all.find((daemon) => daemon.host === host && daemon.kind === kind);
    if (found === undefined) throw new Error(`${host.name} has no ${kind}`);
    return found;
  }

  async revive(host: Host): Promise<void> {
    const own = this.all.filter((daemon) => daemon.host === host);
    for (const daemon of own) daemon.start();
    await Promise.all(own.map((daemon) => daemon.healthy()));
  }

  /** Resolves when all of them are well. */
  async healthy(): Promise<void> {
    await Promise.all(this.all.map((daemon) => daemon.healthy()));
  }
}

/** The part alone: one of each on one host, with embedded databases. */
export const daemons: Part = {
  name: 'daemons',
  about: 'a tracker, an id server, a storage and a gateway with embedded databases',
  packages: [{ debian: 'curl', program: 'curl' }],
  hosts: 1,
  up: async ([host]) => {
    if (host === undefined) throw new Error('daemons need a host');
    const tracker = new Daemon('tracker', host);
    const id = new Daemon('id', host);
    const storage = new Daemon('storage', host);
    const http = new Daemon('http', host);
    await host.exec(['mkdir', '-p', '/srv/tnv/group001']);
    const trackers = { tnv_tracker_addrs: tracker.address };
    const embedded = { tnv_embedded_folder: '/var/lib/tnv' };
    return Daemons.up([
      { daemon: tracker, keys: { ...embedded, tnv_apps_id: 'tnvideo' } },
      { daemon: id, keys: embedded },
      {
        daemon: storage,
        keys: { ...embedded, ...trackers, tnv_ids_addrs: id.address, tnv_store_paths: '/srv/tnv/group001' },
      },
      { daemon: http, keys: { ...trackers, tnv_appid: 'tnvideo', tnv_userid: 'tnv001' } },
    ]);
  },
};
