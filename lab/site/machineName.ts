import type { Host } from '../host/host.ts';
import type { DaemonKind } from '../parts/daemon.ts';

/**
 * What a daemon calls itself when it refuses something, and what oracles call it. Clients reach trackers and gateways by the
 * floating address alone, and nobody sees which of them answered: all of a kind have one name.
 */
export function machineName(kind: DaemonKind, host: Host): string {
  return kind === 'tracker' || kind === 'http' ? kind : `${kind}-${host.name}`;
}
