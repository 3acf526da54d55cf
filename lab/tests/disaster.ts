import type { Prng } from '../../sim/prng.ts';
import type { Hurt } from '../../test/soak/faults/fault.ts';
import type { Host } from '../host/host.ts';
import type { Site } from '../site/site.ts';
import { withoutHost } from './hurts.ts';

/** Something that goes wrong at a site under load, of which it has to recover by itself, and which is put right then. */
export interface Disaster {
  /** For `--only`. */
  readonly name: string;
  /** What happens, for the table. */
  readonly story: string;
  /** Lets it happen, to whom `prng` says. Resolves once it has. */
  strike(site: Site, prng: Prng): Promise<Struck>;
}

/** A disaster that has happened. */
export interface Struck {
  /** Whom it struck, for the table. */
  readonly victim: string;
  /** Who may refuse requests for it, until all is calm again after it was put right. Nobody else may. */
  readonly hurts: readonly Hurt[];
  /** Puts it right, as an operator or systemd does; resolves once all takes part again. */
  repair(): Promise<void>;
}

/** One of some, by the seed. */
export function oneOf<T>(prng: Prng, items: readonly T[]): T {
  const item = items[prng.below(items.length)];
  if (item === undefined) throw new Error('there is nothing to draw from');
  return item;
}

/** A host loses its power, and gets it back. */
export async function powerOff(site: Site, host: Host): Promise<Struck> {
  await host.powerOff();
  return { victim: host.name, hurts: withoutHost(site, host), repair: () => site.revive(host) };
}
