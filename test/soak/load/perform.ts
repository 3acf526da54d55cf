import { contentOf, digestOf } from '../../../sim/chaos/content.ts';
import type { OperationValue } from '../../../sim/chaos/history.ts';
import { OTHER_APPID, storePathText } from '../../../sim/chaos/names.ts';
import type { Operation } from '../../../sim/chaos/plan.ts';
import { askIds } from '../../../sim/chaos/workload/askIds.ts';
import { endOf } from '../../../sim/chaos/workload/outcome.ts';
import type { Client } from '../../../src/client/client.ts';
import { bufferSource } from '../../../src/client/sources/bufferSource.ts';
import type { Address } from '../../../src/host/address.ts';
import type { Host } from '../../../src/host/host.ts';
import type { FileAddress } from '../../../src/protocol/fileAddress.ts';

const ID_TIMEOUT_MS = 5_000;

/** What an operation is done with. */
export interface Tools {
  readonly host: Host;
  readonly client: Client;
  readonly file: FileAddress;
  /** The file's id in the name of another user. */
  readonly otherUserid: string;
  readonly idServers: readonly Address[];
}

/** Does an operation with a real client; resolves to what was learned, rejects when it failed. */
export async function perform(tools: Tools, operation: Operation): Promise<OperationValue> {
  const { client, file } = tools;
  switch (operation.kind) {
    case 'upload':
      await client.upload(file, bufferSource(contentOf(operation.content, operation.size)));
      return { size: operation.size };
    case 'filesize':
      return { size: await client.filesize(file) };
    case 'download':
      return download(client, file, operation.offset, operation.size);
    case 'delete':
      await client.delete(file);
      return {};
    case 'locate': {
      const { group, addresses } = await client.locate(file);
      return { group, addresses };
    }
    case 'groups':
      return { text: await client.groups() };
    case 'ids':
      return askIds(tools.host, tools.idServers, {
        key: keyText(operation.key),
        count: operation.count,
        timeoutMs: ID_TIMEOUT_MS,
      });
    case 'trespass':
      return trespass(tools, operation.as);
    default:
      throw new Error(`a soak has no operation ${operation.kind}`);
  }
}

async function download(client: Client, file: FileAddress, offset: number, size: number): Promise<OperationValue> {
  const { size: expected, chunks } = await client.download(file, { offset, size });
  const received: Buffer[] = [];
  for await (const chunk of chunks) received.push(chunk);
  const bytes = received.reduce((sum, chunk) => sum + chunk.length, 0);
  if (bytes !== expected) throw new Error(`the client gave ${bytes} bytes of ${expected} and no error`);
  return { size: bytes, digest: digestOf(...received) };
}

/** Asks for a file in the name of somebody it does not belong to: its size, its bytes, its end. */
async function trespass({ client, file, otherUserid }: Tools, as: 'application' | 'user'): Promise<OperationValue> {
  const foreign = as === 'application' ? { ...file, appid: OTHER_APPID } : { ...file, userid: otherUserid };
  const attempts: readonly [name: string, attempt: () => Promise<unknown>][] = [
    ['filesize', () => client.filesize(foreign)],
    ['download', async () => (await client.download(foreign, { offset: 0, size: 0 })).close()],
    ['delete', () => client.delete(foreign)],
  ];
  let last: unknown;
  for (const [name, attempt] of attempts) {
    try {
      await attempt();
      return { text: name };
    } catch (error) {
      if (endOf(error) === undefined) throw error;
      last = error;
    }
  }
  throw last;
}

/** Keys of the soak's own, and no store path's. */
export function keyText(key: number): string {
  return `${storePathText(0, 0)} ${key}`;
}
