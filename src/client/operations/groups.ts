import { ReplyCommand } from '../../protocol/command.ts';
import { decodeGroupsReply, encodeGroupsRequest, GROUPS_REPLY_BODY_MAX } from '../../protocol/groups.ts';
import type { ClientParts } from '../clientParts.ts';

/** The GROUPS text of the first tracker that answers. Rejects like `Servers.ask`. */
export function groups(parts: ClientParts, signal: AbortSignal): Promise<string> {
  const question = {
    packet: encodeGroupsRequest(),
    replyCommand: ReplyCommand.tracker,
    replyBodyMax: GROUPS_REPLY_BODY_MAX,
    decode: decodeGroupsReply,
  };
  return parts.servers.ask('tracker', parts.config.trackers, question, signal);
}
