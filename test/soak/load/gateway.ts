import { digestOf } from '../../../sim/chaos/content.ts';
import type { OperationEnd } from '../../../sim/chaos/history.ts';
import type { Refused } from '../../../sim/chaos/oracles/wire/refusalWatch.ts';
import { type Address, formatAddress } from '../../../src/host/address.ts';
import { Command } from '../../../src/protocol/command.ts';
import { ErrorNumber } from '../../../src/protocol/errorNumber.ts';

const TIMEOUT_MS = 60_000;

/** Downloads a whole file from the gateway, as a browser does; it may take a minute, unless told otherwise. */
export async function fetchFile(gateway: Address, fileid: string, timeoutMs = TIMEOUT_MS): Promise<OperationEnd> {
  try {
    const url = `http://${formatAddress(gateway)}/files/${encodeURIComponent(fileid)}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (answer.status === 200) return { outcome: 'ok', value: { size: bytes.length, digest: digestOf(bytes) } };
    if (answer.status === 404) return { outcome: 'refused', errorNumber: ErrorNumber.notFound, why: 'HTTP 404' };
    return { outcome: 'unanswered', why: `HTTP ${answer.status}` };
  } catch (error) {
    return { outcome: 'unanswered', why: `${(error as Error).message}: ${(error as Error).cause ?? ''}` };
  }
}

/** The gateway's 404 as a refusal of a server's own: nobody listens to what the gateway was told. */
export function gatewaySaid(client: string, sentMs: number, repliedMs: number): Refused {
  return {
    ...{ client, server: 'http', serverKind: 'storage', command: Command.download, proper: true },
    ...{ appid: undefined, size: 0, joined: false, errorNumber: ErrorNumber.notFound, description: 'HTTP 404' },
    ...{ sentMs, repliedMs },
  };
}
