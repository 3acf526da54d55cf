import { Hook, type HookAction } from '../../../conformance/runner/hook.ts';
import type { Target } from '../../../conformance/runner/target.ts';
import type { Address } from '../../../conformance/wire/conversation.ts';
import { scriptedTarget } from '../scriptedTarget.ts';
import { brokenGateway } from './brokenGateway.ts';
import { brokenIdServer, type NextIds } from './brokenIdServer.ts';
import { brokenServer, type Role } from './brokenServer.ts';
import { brokenStorage, crash, type Volume } from './brokenStorage.ts';
import { brokenTracker, CHECK_INTERVAL_MS, type Routes } from './brokenTracker.ts';
import { type Flaw, Flaws } from './flaw.ts';

/** Two of every server and a gateway, in memory, with the same flaws. */
export interface BrokenSite extends AsyncDisposable {
  readonly target: Pick<Target, 'tracker' | 'id' | 'storage' | 'http' | 'checkIntervalMs'>;
  /** Kills and starts the servers; what they share stays, but for the flaws. */
  readonly hook: Hook;
}

/** One server and how it is made anew. */
interface Running {
  readonly make: () => Role;
  readonly address: Address;
  close: (() => Promise<void>) | undefined;
}

/** Runs servers that are right but for their flaws. */
export async function brokenSite(...names: readonly Flaw[]): Promise<BrokenSite> {
  const flaws = new Flaws(...names);
  const routes: Routes = { groups: new Map(), forgotten: 0 };
  const ids: NextIds = new Map();
  const volume: Volume = { files: new Map(), deleted: new Map(), notes: new Map(), promised: new Map() };
  const running: Running[] = [];

  const open = async (make: () => Role): Promise<Address> => {
    const { address, close } = await scriptedTarget(brokenServer(make(), flaws));
    running.push({ make, address, close });
    return address;
  };
  const both = async (make: (number: number) => Role): Promise<Address[]> => [
    await open(() => make(1)),
    await open(() => make(2)),
  ];
  const lose = (part: string): void => {
    if (part === 'storage') crash(flaws, volume);
    if (part === 'id' && flaws.has('forgets ids')) ids.clear();
    if (part !== 'tracker' || !flaws.has('forgets routes')) return;
    routes.groups.clear();
    routes.forgotten += 1;
  };

  class MemoryHook extends Hook {
    override async run(action: HookAction, part: string, where?: string): Promise<void> {
      const server = running.find(({ address }) => `${address.host}:${address.port}` === where);
      if (server === undefined) throw new Error(`there is no ${part} at ${where}`);
      if (action !== 'start') {
        await server.close?.();
        server.close = undefined;
        lose(part);
      }
      if (action === 'kill') return;
      const { close } = await scriptedTarget(brokenServer(server.make(), flaws), server.address.port);
      server.close = close;
    }
  }

  const tracker = await both((number) => brokenTracker(flaws, routes, number));
  const id = await both(() => brokenIdServer(flaws, ids));
  const storage = await both(() => brokenStorage(flaws, volume));
  const gateway = await brokenGateway(flaws, volume, storage[0] as Address);
  return {
    target: { tracker, id, storage, http: gateway.url, checkIntervalMs: CHECK_INTERVAL_MS },
    hook: new MemoryHook('', 0),
    async [Symbol.asyncDispose]() {
      await Promise.all([gateway.close(), ...running.map(({ close }) => close?.())]);
    },
  };
}
