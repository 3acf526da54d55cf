import type { OperationValue } from '../../../sim/chaos/history.ts';
import type { Address } from '../../../src/host/address.ts';
import type { Host } from '../../../src/host/host.ts';
import { ReplyCommand } from '../../../src/protocol/command.ts';
import { decodeFailure } from '../../../src/protocol/failure.ts';
import { decodeHead, HEAD_SIZE } from '../../../src/protocol/head.ts';
import { decodeIdGetReply, encodeIdGetRequest } from '../../../src/protocol/idGet.ts';
import { TnvError } from '../../../src/protocol/tnvError.ts';
import { ByteReader } from '../../../src/wire/byteReader.ts';

const TIMEOUT_MS = 5_000;

/** Asks all id servers at once for ids of one key, one after another on a connection each; rejects when none came. */
export async function askIds(
  host: Host,
  servers: readonly Address[],
  key: string,
  count: number,
): Promise<OperationValue> {
  const ids: string[] = [];
  const results = await Promise.allSettled(servers.map((server) => askOne(host, server, key, count, ids)));
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
  const [first] = failures;
  if (first === undefined) return { ids };
  if (ids.length === 0) throw first;
  return { ids, text: failures.map(({ message }) => message).join('; ') };
}

async function askOne(host: Host, address: Address, key: string, count: number, ids: string[]): Promise<void> {
  const connection = await host.network.connect(address, { timeoutMs: TIMEOUT_MS });
  try {
    const reader = new ByteReader(connection, host.timers);
    for (let asked = 0; asked < count; asked++) {
      await connection.write(encodeIdGetRequest(key));
      const head = decodeHead(await reader.take(HEAD_SIZE, TIMEOUT_MS));
      const body = await reader.take(Number(head.bodyLength), TIMEOUT_MS);
      if (head.command !== ReplyCommand.id) throw new Error(`an id server replied with command ${head.command}`);
      if (head.status !== 0) {
        const { errorNumber, description } = decodeFailure(body);
        throw new TnvError(errorNumber, description);
      }
      ids.push(decodeIdGetReply(body).toString());
    }
  } finally {
    connection.abort();
  }
}
