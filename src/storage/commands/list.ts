import { Command } from '../../protocol/command.ts';
import { decodeListRequest, encodeListReply, LIST_BODY_SIZE } from '../../protocol/list.ts';
import { malformed } from '../../protocol/malformed.ts';
import type { SmallCommand } from '../../server/command.ts';
import { listFiles } from '../fileListing.ts';
import type { StorageParts } from '../storageParts.ts';

/** LIST: a page of a user's files. Spec: LIST-OPTIONAL, LIST-NUMBERS, UPLOAD-IDS. */
export function listCommand(parts: StorageParts): SmallCommand {
  return {
    kind: 'small',
    name: 'LIST',
    code: Command.list,
    bodySizes: [LIST_BODY_SIZE, LIST_BODY_SIZE],
    async answer(body) {
      const request = decodeListRequest(body);
      if (request.userid === '') throw malformed('the user id is empty');
      return encodeListReply(await listFiles(parts, request));
    },
  };
}
