import type { Address } from '../../host/address.ts';
import { sometimes } from '../../host/probe.ts';
import { sleep } from '../../host/sleep.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { AllServersFailed, type FailedAttempt } from '../allServersFailed.ts';
import type { ClientParts } from '../clientParts.ts';
import { isTrouble, isUnanswered } from '../trouble.ts';
import { locate } from './locate.ts';

/** How often the storages of a user are gone through. */
const ROUNDS_MAX = 2;
/** Storages tried in one round. */
const STORAGES_MAX = 4;
/** Time for a storage that was restarted, or for a tracker to notice one that is gone. */
const PAUSE_MS = 1_000;

/**
 * Makes `attempt` with the storages of a user, in turn, until one gives an answer or a refusal from 400 to 499. When
 * all have failed and one of them without an answer, a tracker is asked again, after a pause, and those storages are
 * tried once more: at most `ROUNDS_MAX * STORAGES_MAX` attempts in all.
 * Rejects like `Servers.tryInTurn`. Spec: CLIENT-FAILOVER, CLIENT-BOUNDED, CLIENT-PATIENCE.
 */
export async function onStorages<T>(
  parts: ClientParts,
  file: FileAddress,
  attempt: (storage: Address) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const watched = async (storage: Address): Promise<T> => {
    try {
      return await attempt(storage);
    } catch (error) {
      if (isTrouble(error)) parts.locations.forget(file);
      throw error;
    }
  };
  const tried: FailedAttempt[] = [];
  for (let round = 1; ; round++) {
    try {
      const storages = await storagesOf(parts, file, signal);
      return await parts.servers.tryInTurn('storage', storages.slice(0, STORAGES_MAX), watched, signal);
    } catch (error) {
      if (!(error instanceof AllServersFailed)) throw error;
      tried.push(...error.tried);
      const hopeful = error.kind === 'storage' && error.tried.some((failed) => isUnanswered(failed.error));
      if (round === ROUNDS_MAX || !hopeful) throw round === 1 ? error : new AllServersFailed('storage', tried);
    }
    sometimes('client.secondRound');
    await sleep(parts.host.timers, PAUSE_MS, signal);
    signal.throwIfAborted();
  }
}

async function storagesOf(parts: ClientParts, file: FileAddress, signal: AbortSignal): Promise<readonly Address[]> {
  const known = parts.locations.find(file);
  if (known !== undefined) return known;
  const { addresses } = await locate(parts, file, signal);
  return parts.locations.remember(file, addresses);
}
