import { type Address, formatAddress } from '../../host/address.ts';
import type { Connection } from '../../host/connection.ts';
import type { Host } from '../../host/host.ts';
import { ConnectionLost } from '../../host/networkErrors.ts';

/** Bytes of an answer; no process has as many metrics. */
const ANSWER_MAX = 8 * 1024 * 1024;
const HEAD_END = '\r\n\r\n';

/**
 * The metrics that are served at `address`. Rejects with a `ConnectionLost` when they have not come after `timeoutMs`, or when what
 * came is something else.
 */
export async function scrape(
  host: Pick<Host, 'network' | 'timers'>,
  address: Address,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string> {
  const connection = await host.network.connect(address, { timeoutMs, signal });
  const giveUp = (): void => connection.abort();
  const timer = host.timers.after(timeoutMs, giveUp);
  signal.addEventListener('abort', giveUp);
  try {
    // An answer in HTTP/1.0 comes in one piece and ends with its connection.
    await connection.write(Buffer.from(`GET /metrics HTTP/1.0\r\nHost: ${formatAddress(address)}\r\n\r\n`));
    return bodyOf(await readToEnd(connection), address);
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', giveUp);
    connection.abort();
    await connection.closed;
  }
}

async function readToEnd(connection: Connection): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (let chunk = await connection.read(); chunk !== null; chunk = await connection.read()) {
    size += chunk.length;
    if (size > ANSWER_MAX) throw new ConnectionLost(`an answer of more than ${ANSWER_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function bodyOf(answer: string, address: Address): string {
  const end = answer.indexOf(HEAD_END);
  if (end < 0 || !/^HTTP\/1\.[01] 200 /.test(answer)) {
    throw new ConnectionLost(`${formatAddress(address)} serves no metrics: ${JSON.stringify(answer.slice(0, 60))}`);
  }
  return answer.slice(end + HEAD_END.length);
}
