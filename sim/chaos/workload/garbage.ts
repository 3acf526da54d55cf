import type { Connection } from '../../../src/host/connection.ts';
import { ConnectionLost } from '../../../src/host/networkErrors.ts';
import { encodeHead } from '../../../src/protocol/head.ts';
import type { Prng } from '../../prng.ts';
import { PORTS } from '../names.ts';
import type { OperationContext, Performer } from './operationContext.ts';

const TIMEOUT_MS = 5_000;
const SILENCE_MAX_MS = 30_000;
const COMMANDS = [10, 11, 12, 13, 40, 70, 71, 72, 73, 74, 75];
/** Bytes of the shortest body that a server could take for a JOIN: garbage never joins a tracker. */
const BODY_MAX_OF_JOIN = 100;

/** Sends bytes that are no request, or the beginning of one, and goes away in one of several ways. */
export const garbage: Performer<'garbage'> = async (context, { target, bytes, cut }) => {
  const { host, prng, site } = context;
  const servers = site.ofKind(target);
  const server = servers[prng.below(servers.length)];
  if (server === undefined) return {};
  const connection = await host.network.connect(
    { host: server.host.ip, port: PORTS[target] },
    { timeoutMs: TIMEOUT_MS },
  );
  try {
    const write = connection.write(...noRequest(prng, bytes));
    // A server that has heard enough closes before all is sent.
    write.catch(() => {});
    if (cut !== 'silence') {
      await Promise.race([write, site.world.sleep(TIMEOUT_MS)]);
      if (cut === 'end') await hearOut(context, connection);
    } else {
      await site.world.sleep(prng.below(SILENCE_MAX_MS));
    }
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
  } finally {
    connection.abort();
  }
  return {};
};

/** Ends our direction and reads what the server still says, for a bounded time. */
async function hearOut({ host }: OperationContext, connection: Connection): Promise<void> {
  connection.end();
  const timer = host.timers.after(TIMEOUT_MS, () => connection.abort());
  try {
    while ((await connection.read()) !== null);
  } finally {
    timer.cancel();
  }
}

/** Random bytes; mostly behind a head that announces some request, with a length that may be a lie. */
function noRequest(prng: Prng, size: number): Uint8Array[] {
  const noise = new Uint8Array(size);
  for (let at = 0; at < size; at++) noise[at] = prng.below(256);
  if (prng.chance(0.3)) return [noise];
  const command = prng.chance(0.8) ? (COMMANDS[prng.below(COMMANDS.length)] ?? 0) : prng.below(256);
  const body = command === 10 ? noise.subarray(0, BODY_MAX_OF_JOIN) : noise;
  const head = encodeHead({ bodyLength: lengthFor(prng, body.length), command, status: prng.between(-128, 127) });
  return prng.chance(0.2) ? [head.subarray(0, prng.below(head.length))] : [head, body];
}

function lengthFor(prng: Prng, size: number): bigint {
  switch (prng.below(5)) {
    case 0:
      return BigInt(size);
    case 1:
      return BigInt(-prng.next() - 1);
    case 2:
      return 2n ** 63n - 1n - BigInt(prng.below(1000));
    default:
      return BigInt(size + prng.between(1, 100_000));
  }
}
