import type { OperationValue } from '../history.ts';
import { OTHER_APPID } from '../names.ts';
import type { Performer } from './operationContext.ts';
import { endOf } from './outcome.ts';

/** Asks for a file in the name of somebody it does not belong to: its size, its bytes, its end. */
export const trespass: Performer<'trespass'> = async ({ client, file, identities }, operation) => {
  const foreign =
    operation.as === 'application'
      ? { ...file, appid: OTHER_APPID }
      : { ...file, userid: identities.userid(operation.user + 1) };
  const attempts: readonly [name: string, attempt: () => Promise<unknown>][] = [
    ['filesize', () => client.filesize(foreign)],
    ['download', async () => (await client.download(foreign, { offset: 0, size: 0 })).close()],
    ['delete', () => client.delete(foreign)],
  ];
  let last: unknown;
  for (const [name, attempt] of attempts) {
    try {
      await attempt();
      return { text: name } satisfies OperationValue;
    } catch (error) {
      if (endOf(error) === undefined) throw error;
      last = error;
    }
  }
  throw last;
};
