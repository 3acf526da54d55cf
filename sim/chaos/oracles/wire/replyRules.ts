import { Command, ReplyCommand } from '../../../../src/protocol/command.ts';
import { decodeDownloadRequest } from '../../../../src/protocol/download.ts';
import { decodeFailure, type Failure } from '../../../../src/protocol/failure.ts';
import { decodeGroupsReply } from '../../../../src/protocol/groups.ts';
import { parseGroupsText } from '../../../../src/protocol/groupsText.ts';
import { type Head, STATUS_FAILED, STATUS_OK } from '../../../../src/protocol/head.ts';
import { decodeIdGetReply } from '../../../../src/protocol/idGet.ts';
import { decodeListReply } from '../../../../src/protocol/list.ts';
import { decodeSaddrsReply } from '../../../../src/protocol/saddrs.ts';
import { TnvError } from '../../../../src/protocol/tnvError.ts';
import type { MachineKind } from '../../plan.ts';
import type { Exchange } from './exchange.ts';

/** Which statement a reply does not follow, and how. */
export interface BadReply {
  readonly statement: string;
  readonly what: string;
}

const ERROR_NUMBERS = new Set([400, 403, 404, 409, 413, 416, 500, 503, 507]);
const KNOWN = new Set<number>(Object.values(Command));

/** What is wrong with the head of a reply. Spec: WIRE-REPLY-COMMANDS, WIRE-REPLY-STATUS, CONN-ORDER. */
export function judgeHead(reply: Head, serverKind: MachineKind, exchange: Exchange | undefined): BadReply | undefined {
  const { command, status, bodyLength } = reply;
  if (command !== ReplyCommand[serverKind]) return bad('WIRE-REPLY-COMMANDS', `has command ${command}`);
  if (status !== STATUS_OK && status !== STATUS_FAILED) return bad('WIRE-REPLY-STATUS', `has status ${status}`);
  if (bodyLength < 0n) return bad('WIRE-BODY-LENGTH', `has a body of ${bodyLength} bytes`);
  if (status !== STATUS_OK || exchange === undefined) return undefined;
  if (!KNOWN.has(exchange.request.command)) return bad('CONN-UNKNOWN-COMMAND', 'reports success of an unknown command');
  if (exchange.arrivedMs === undefined) return bad('CONN-ORDER', 'reports success before the request had arrived');
  return judgeLength(bodyLength, exchange);
}

/** What is wrong with the body of a reply, given whole or as far as it was kept. Spec: WIRE-*-REPLY, WIRE-FAILURE. */
export function judgeBody(
  reply: Head,
  body: Buffer,
  server: string,
  exchange: Exchange | undefined,
): BadReply | undefined {
  try {
    if (reply.status !== STATUS_OK) return judgeFailure(decodeFailure(body), server, exchange);
    switch (exchange?.request.command) {
      case Command.saddrs:
        decodeSaddrsReply(body);
        return undefined;
      case Command.groups:
        parseGroupsText(decodeGroupsReply(body));
        return undefined;
      case Command.list:
        decodeListReply(body);
        return undefined;
      case Command.idGet:
        return decodeIdGetReply(body) < 0n ? bad('WIRE-IDGET-REPLY', 'has a negative id') : undefined;
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof TnvError) return bad('CONN-IN-STEP', `does not follow its layout: ${error.message}`);
    throw error;
  }
}

function judgeFailure(
  { errorNumber, description }: Failure,
  server: string,
  exchange: Exchange | undefined,
): BadReply | undefined {
  if (!ERROR_NUMBERS.has(errorNumber)) return bad('ERR-NUMBERS', `has error number ${errorNumber}`);
  if (!description.startsWith(`[${server}] `))
    return bad('WIRE-FAILURE', `says "${description}", without its host name`);
  if (exchange !== undefined && !KNOWN.has(exchange.request.command) && errorNumber !== 400) {
    return bad('CONN-UNKNOWN-COMMAND', `refuses an unknown command with ${errorNumber}`);
  }
  return undefined;
}

function judgeLength(bodyLength: bigint, { request, body }: Exchange): BadReply | undefined {
  const wanted = (size: bigint, statement: string): BadReply | undefined =>
    bodyLength === size ? undefined : bad(statement, `has a body of ${bodyLength} bytes instead of ${size}`);
  switch (request.command) {
    case Command.join:
    case Command.beat:
    case Command.upload:
    case Command.delete:
    case Command.describe:
      return wanted(0n, 'WIRE-BODY-LENGTH');
    case Command.idGet:
      return wanted(8n, 'WIRE-IDGET-REPLY');
    case Command.filesize:
      return wanted(8n, 'WIRE-FILESIZE-REPLY');
    case Command.download: {
      const { size } = decodeDownloadRequest(body);
      return size === 0n ? undefined : wanted(size, 'WIRE-DOWNLOAD');
    }
    default:
      return undefined;
  }
}

function bad(statement: string, what: string): BadReply {
  return { statement, what };
}
