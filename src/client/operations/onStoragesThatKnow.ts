import type { Address } from '../../host/address.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { AllServersFailed } from '../allServersFailed.ts';
import type { ClientParts } from '../clientParts.ts';
import { NotSupported } from '../notSupported.ts';
import { onStorages } from './onStorages.ts';

/**
 * Like `onStorages`, for a request `what` of an optional extension: storages without it are passed over. Rejects with a `NotSupported`
 * when all that were asked are without. Spec: LIST-NOT-SUPPORTED.
 */
export async function onStoragesThatKnow<T>(
  what: string,
  parts: ClientParts,
  file: FileAddress,
  attempt: (storage: Address) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const told = async (storage: Address): Promise<T> => {
    try {
      return await attempt(storage);
    } catch (error) {
      throw NotSupported.or(what, error);
    }
  };
  try {
    return await onStorages(parts, file, told, signal);
  } catch (error) {
    const [first, ...others] = error instanceof AllServersFailed ? error.tried : [];
    if (first === undefined || [first, ...others].some((failed) => !(failed.error instanceof NotSupported)))
      throw error;
    throw first.error;
  }
}
