import { decodeBeatRequest } from '../../../../src/protocol/beat.ts';
import { Command } from '../../../../src/protocol/command.ts';
import { decodeDeleteRequest } from '../../../../src/protocol/delete.ts';
import { decodeDescribeRequest } from '../../../../src/protocol/describe.ts';
import { decodeDownloadRequest } from '../../../../src/protocol/download.ts';
import type { FileAddress } from '../../../../src/protocol/fileAddress.ts';
import { decodeFilesizeRequest } from '../../../../src/protocol/filesize.ts';
import { decodeIdGetRequest } from '../../../../src/protocol/idGet.ts';
import { decodeJoinRequest } from '../../../../src/protocol/join.ts';
import { decodeListRequest } from '../../../../src/protocol/list.ts';
import { decodeSaddrsRequest } from '../../../../src/protocol/saddrs.ts';
import { TnvError } from '../../../../src/protocol/tnvError.ts';
import { decodeUploadRequest, UPLOAD_PREFIX_SIZE } from '../../../../src/protocol/upload.ts';
import type { MachineKind } from '../../plan.ts';
import type { Exchange } from './exchange.ts';

/** Throws a `TnvError`, or returns false, for a body that is malformed or makes no sense. */
type Judge = (body: Buffer, bodyLength: bigint) => boolean;

const isFull = ({ userid, fileid }: FileAddress): boolean => userid !== '' && fileid !== '';
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

const COMMANDS: Readonly<Record<MachineKind, ReadonlyMap<number, Judge>>> = {
  tracker: new Map<number, Judge>([
    [
      Command.join,
      (body) => {
        const { group, hostname, port, version } = decodeJoinRequest(body);
        const controlled = [group, hostname, version].some((text) => CONTROL.test(text));
        return group !== '' && hostname !== '' && port !== 0 && !controlled;
      },
    ],
    [Command.beat, (body) => decodeBeatRequest(body) !== undefined],
    [Command.saddrs, (body) => decodeSaddrsRequest(body).userid !== ''],
    [Command.groups, (_, bodyLength) => bodyLength === 0n],
  ]),
  id: new Map<number, Judge>([[Command.idGet, (body) => decodeIdGetRequest(body) !== '']]),
  storage: new Map<number, Judge>([
    [
      Command.upload,
      (body, bodyLength) => {
        const request = decodeUploadRequest(body);
        return isFull(request) && request.size + BigInt(UPLOAD_PREFIX_SIZE) === bodyLength;
      },
    ],
    [Command.filesize, (body) => isFull(decodeFilesizeRequest(body))],
    [Command.download, (body) => isFull(decodeDownloadRequest(body))],
    [Command.delete, (body) => isFull(decodeDeleteRequest(body))],
    [Command.list, (body) => decodeListRequest(body).userid !== ''],
    [Command.describe, (body) => isFull(decodeDescribeRequest(body))],
  ]),
};

/** Whether a request follows its layout and makes sense, so that there is no reason to call it malformed. Spec: ERR-DESERVED. */
export function isProper({ sides, request, body }: Exchange): boolean {
  const judge = COMMANDS[sides.serverKind].get(request.command);
  if (judge === undefined) return false;
  // Content may be anything.
  const wanted = request.command === Command.upload ? BigInt(UPLOAD_PREFIX_SIZE) : request.bodyLength;
  if (BigInt(body.length) !== wanted) return false;
  try {
    return judge(body, request.bodyLength);
  } catch (error) {
    if (error instanceof TnvError) return false;
    throw error;
  }
}
