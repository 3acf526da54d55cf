import { Command, ReplyCommand } from '../../src/protocol/command.ts';
import { decodeDownloadRequest } from '../../src/protocol/download.ts';
import { encodeFailure } from '../../src/protocol/failure.ts';
import { encodeFilesizeReply } from '../../src/protocol/filesize.ts';
import { HEAD_SIZE } from '../../src/protocol/head.ts';
import { successPacket } from '../../src/protocol/packet.ts';
import { UPLOAD_PREFIX_SIZE } from '../../src/protocol/upload.ts';
import { answering, type RawRequest, type Script } from './scriptedServer.ts';

/** A success reply without a body. */
export const DONE = successPacket(ReplyCommand.storage, 0);

/** A failure reply of a storage. */
export function refusal(errorNumber: number, description = `[storage] ${errorNumber}`): Buffer {
  return encodeFailure(ReplyCommand.storage, { errorNumber, description });
}

/** A success reply with content. */
export function contentReply(content: Buffer): Buffer {
  return Buffer.concat([successPacket(ReplyCommand.storage, content.length).subarray(0, HEAD_SIZE), content]);
}

/** The part of `content` that a DOWNLOAD asks for. */
export function askedPart(content: Buffer, body: Buffer): Buffer {
  const { offset, size } = decodeDownloadRequest(body);
  const start = Number(offset);
  return content.subarray(start, size === 0n ? content.length : start + Number(size));
}

/** A storage that has one file, whatever its id. */
export function storageWith(content: Buffer): Script {
  return answering((request) => answerWith(content, request));
}

/** What a storage that has one file answers: an upload exists already, by this number; a delete is done. */
export function answerWith(content: Buffer, { head, body }: RawRequest, exists = 409): Buffer {
  switch (head.command) {
    case Command.upload:
      return refusal(exists);
    case Command.filesize:
      return encodeFilesizeReply(BigInt(content.length));
    case Command.download:
      return contentReply(askedPart(content, body));
    case Command.delete:
      return DONE;
    default:
      return refusal(400);
  }
}

/** A storage that takes uploads and keeps their contents in `stored`. */
export function takingUploads(stored: Buffer[]): Script {
  return answering(({ body }) => {
    stored.push(Buffer.from(body.subarray(UPLOAD_PREFIX_SIZE)));
    return DONE;
  });
}
