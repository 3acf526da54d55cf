import type { Address } from '../../../src/host/address.ts';
import type { Host } from '../../../src/host/host.ts';
import { ReplyCommand } from '../../../src/protocol/command.ts';
import { decodeFailure } from '../../../src/protocol/failure.ts';
import { decodeHead, HEAD_SIZE } from '../../../src/protocol/head.ts';
import { decodeIdGetReply, encodeIdGetRequest } from '../../../src/protocol/idGet.ts';
import { TnvError } from '../../../src/protocol/tnvError.ts';
import { ByteReader } from '../../../src/wire/byteReader.ts';
import type { OperationValue } from '../history.ts';

/** What is asked for, and how long a server may take to be reached, for a head and for a body. */
export interface IdQuestion {
  readonly key: string;
  /** Ids from each server. */
  readonly count: number;
  readonly timeoutMs: number;
}

/**
 * Asks all id servers at once for ids of one key, one after another on a connection each. Resolves to those that
 * came, and to why others did not; rejects when none did.
 */
export async function askIds(host: Host, servers: readonly Address[], question: IdQuestion): Promise<OperationValue> {
  const ids: string[] = [];
  const results = await Promise.allSettled(servers.map((server) => askOne(host, server, question, ids)));
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
  const [first] = failures;
  if (first === undefined) return { ids };
  if (ids.length === 0) throw first;
  return { ids, text: failures.map(({ message }) => message).join('; ') };
}

async function askOne(
  host: Host,
  server: Address,
  { key, count, timeoutMs }: IdQuestion,
  received: string[],
): Promise<void> {
  const connection = await host.network.connect(server, { timeoutMs });
  try {
    const reader = new ByteReader(connection, host.timers);
    for (let asked = 0; asked < count; asked++) {
      await connection.write(encodeIdGetRequest(key));
      const head = decodeHead(await reader.take(HEAD_SIZE, timeoutMs));
      const body = await reader.take(Number(head.bodyLength), timeoutMs);
      if (head.command !== ReplyCommand.id) throw new Error(`an id server replied with command ${head.command}`);
      if (head.status !== 0) {
        const { errorNumber, description } = decodeFailure(body);
        throw new TnvError(errorNumber, description);
      }
      received.push(decodeIdGetReply(body).toString());
    }
  } finally {
    connection.abort();
  }
}
