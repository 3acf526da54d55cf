import type { Host } from '../host/host.ts';

/** Something the laboratory can bring up alone or as a part of a site: an engine, or daemons of ours. */
export interface Part {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** Debian packages it needs beside those of the laboratory itself, each with a program that shows it is installed. */
  readonly packages: readonly Package[];
  /** How many hosts it gets when it is brought up alone. */
  readonly hosts: number;
  /** Sets it up on fresh hosts and resolves once all of it serves. Rejects when it does not in time. */
  up(hosts: readonly Host[]): Promise<RunningPart>;
}

/** A part that is up. It needs no end: hosts that lose their power take it along. */
export interface RunningPart {
  /** How to use it by hand, a line each. */
  readonly hints: readonly string[];
  /**
   * Starts what the part has on a host and does not run there, as the host's systemd would at boot or after a crash;
   * resolves once that takes part again (synced, healed, a replica). Rejects when it does not in time.
   */
  revive(host: Host): Promise<void>;
}

/** A Debian package. */
export interface Package {
  readonly debian: string;
  /** A program it brings. */
  readonly program: string;
}
