import { ReplyCommand } from '../../../src/protocol/command.ts';
import { decodeFailure } from '../../../src/protocol/failure.ts';
import { decodeHead, HEAD_SIZE } from '../../../src/protocol/head.ts';
import { decodeIdGetReply, encodeIdGetRequest } from '../../../src/protocol/idGet.ts';
import { TnvError } from '../../../src/protocol/tnvError.ts';
import { ByteReader } from '../../../src/wire/byteReader.ts';
import { idKey, PORTS } from '../names.ts';
import type { MachineState } from '../site.ts';
import type { OperationContext, Performer } from './operationContext.ts';

const TIMEOUT_MS = 10_000;

/**
 * Asks every id server at once for ids of one key, one after another on a connection each. Resolves to those that
 * came, and to why others did not; rejects when none did.
 */
export const ids: Performer<'ids'> = async (context, { key, count }) => {
  const text = idKey(context.site.plan.topology, key);
  const received: string[] = [];
  const results = await Promise.allSettled(
    context.site.ofKind('id').map((server) => askOne(context, server, text, count, received)),
  );
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
  const [first] = failures;
  if (first === undefined) return { ids: received };
  if (received.length === 0) throw first;
  return { ids: received, text: failures.map(({ message }) => message).join('; ') };
};

async function askOne(
  { host }: OperationContext,
  server: MachineState,
  key: string,
  count: number,
  received: string[],
): Promise<void> {
  const address = { host: server.host.ip, port: PORTS.id };
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
      received.push(decodeIdGetReply(body).toString());
    }
  } finally {
    connection.abort();
  }
}
