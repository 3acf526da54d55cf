import type { SimHost } from '../../sim/host/simHost.ts';
import { World, type WorldOptions } from '../../sim/world.ts';
import type { Server } from '../../src/server/daemon.ts';
import type { ServerLimits } from '../../src/server/limits.ts';
import { startServer } from '../../src/server/server.ts';
import { RawPeer } from '../peers/rawPeer.ts';
import { TRIAL_REPLY, trialCommands } from './trialCommands.ts';

/** Limits that no well-behaved peer of a test meets. */
export const TRIAL_LIMITS: ServerLimits = { connectionsMax: 100, idleTimeoutMs: 60_000, requestTimeoutMs: 20_000 };

/** A world with a server and a machine beside it. */
export interface Trial {
  readonly world: World;
  /** The machine of the server. */
  readonly host: SimHost;
  /** Another machine. */
  readonly other: SimHost;
  readonly server: Server;
  /** A new connection from the other machine. */
  connect(): Promise<RawPeer>;
}

/** How a trial differs from the usual one. */
export interface TrialOptions extends WorldOptions {
  readonly seed?: number;
  readonly limits?: Partial<ServerLimits>;
}

/**
 * Runs `body` in virtual time beside a server with the trial commands. Afterwards stops the server and fails if
 * anything of it is left.
 */
export async function trial(body: (trial: Trial) => Promise<void>, options: TrialOptions = {}): Promise<void> {
  const { seed = 1, limits = {}, ...worldOptions } = options;
  const world = new World(seed, worldOptions);
  const host = world.host('server');
  const other = world.host('other');
  await world.run(async () => {
    const server = await startServer(host, {
      address: { host: '0.0.0.0', port: 23000 },
      limits: { ...TRIAL_LIMITS, ...limits },
      replyCommand: TRIAL_REPLY,
      commands: trialCommands(host),
    });
    const connect = (): Promise<RawPeer> => RawPeer.connect(other, { host: host.ip, port: 23000 });
    await body({ world, host, other, server, connect });
    await server.stop();
    if (host.open.length > 0) throw new Error(`the server left behind: ${host.open.join(', ')}`);
  });
}
