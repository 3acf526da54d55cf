import { Command, ReplyCommand } from '../../protocol/command.ts';
import { DESCRIBE_BODY_SIZE, decodeDescribeRequest } from '../../protocol/describe.ts';
import { successPacket } from '../../protocol/packet.ts';
import type { SmallCommand } from '../../server/command.ts';
import { expectFullAddress } from '../fullAddress.ts';
import { noSuchFile } from '../noSuchFile.ts';
import type { StorageParts } from '../storageParts.ts';

/**
 * DESCRIBE: what a file is called and what it is. The row that is described is looked up in the database and its file on the volume,
 * never in the cache: a note belongs to the path. Spec: DESCRIBE-LAST, DESCRIBE-EXISTS, DESCRIBE-FRESH, DESCRIBE-AGAIN.
 */
export function describeCommand({ finder, files }: StorageParts): SmallCommand {
  return {
    kind: 'small',
    name: 'DESCRIBE',
    code: Command.describe,
    bodySizes: [DESCRIBE_BODY_SIZE, DESCRIBE_BODY_SIZE],
    async answer(body) {
      const request = decodeDescribeRequest(body);
      expectFullAddress(request);
      const row = await finder.rowWithFile(request);
      if (!(await files.annotate(row, request))) throw noSuchFile(request);
      return successPacket(ReplyCommand.storage, 0);
    },
  };
}
