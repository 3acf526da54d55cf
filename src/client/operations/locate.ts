import { ReplyCommand } from '../../protocol/command.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import {
  decodeSaddrsReply,
  encodeSaddrsRequest,
  SADDRS_REPLY_BODY_MAX,
  type SaddrsReply,
} from '../../protocol/saddrs.ts';
import type { ClientParts } from '../clientParts.ts';

/**
 * What the first tracker that answers says about the storages of a user. Rejects like `Servers.ask`.
 *
 */
export function locate(parts: ClientParts, file: FileAddress, signal: AbortSignal): Promise<SaddrsReply> {
  const question = {
    packet: encodeSaddrsRequest(file),
    replyCommand: ReplyCommand.tracker,
    replyBodyMax: SADDRS_REPLY_BODY_MAX,
    decode: decodeSaddrsReply,
  };
  return parts.servers.ask('tracker', parts.config.trackers, question, signal);
}
