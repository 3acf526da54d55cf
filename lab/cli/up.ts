import type { Host } from '../host/host.ts';
import { hostNames, Laboratory } from '../laboratory.ts';
import { PARTS } from '../parts/index.ts';
import type { Part } from '../parts/part.ts';
import { interrupted } from './interrupted.ts';
import { UsageError } from './options.ts';
import type { Say } from './say.ts';

const EMPTY_HOSTS = 3;

/** The parts of these names. Throws a `UsageError` for a name that is none's. */
export function partsOf(names: readonly string[]): Part[] {
  return names.map((name) => {
    const part = PARTS.find((each) => each.name === name);
    if (part === undefined) {
      throw new UsageError(`there is no part ${name}; there are: ${PARTS.map((each) => each.name).join(', ')}`);
    }
    return part;
  });
}

/** Brings parts up, or empty hosts, and keeps them until `interrupt` is aborted. */
export async function up(
  parts: readonly Part[],
  hosts: number | undefined,
  say: Say,
  interrupt: AbortSignal,
): Promise<void> {
  const count = parts.length === 0 ? (hosts ?? EMPTY_HOSTS) : parts.reduce((sum, part) => sum + part.hosts, 0);
  const startMs = performance.now();
  await using laboratory = await Laboratory.open(hostNames(count));
  say(`${count} hosts at a switch: ${laboratory.hosts.map(({ name, ip }) => `${name} ${ip}`).join(', ')}`);
  await bringUp(parts, laboratory.hosts, say, interrupt);
  if (interrupt.aborted) return;
  say(`up after ${((performance.now() - startMs) / 1000).toFixed(1)} s; look around with: npm run lab -- shell host1`);
  say('Ctrl-C, or "npm run lab -- down" elsewhere, ends it');
  // A promise alone keeps no process alive.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise((resolve) => {
    if (interrupt.aborted) resolve(undefined);
    interrupt.addEventListener('abort', resolve, { once: true });
  });
  clearInterval(alive);
}

async function bringUp(
  parts: readonly Part[],
  hosts: readonly Host[],
  say: Say,
  interrupt: AbortSignal,
): Promise<void> {
  let taken = 0;
  for (const part of parts) {
    if (interrupt.aborted) return;
    const own = hosts.slice(taken, taken + part.hosts);
    taken += part.hosts;
    const startMs = performance.now();
    say(`${part.name} comes up ...`);
    const { hints } = await interrupted(part.up(own), interrupt);
    say(`${part.name} is up after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    for (const hint of hints) say(`  ${hint}`);
  }
}
