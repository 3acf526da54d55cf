import { Command, ReplyCommand } from '../../protocol/command.ts';
import { decodeDeleteRequest } from '../../protocol/delete.ts';
import { FILE_ADDRESS_SIZE } from '../../protocol/fileAddress.ts';
import { successPacket } from '../../protocol/packet.ts';
import type { SmallCommand } from '../../server/command.ts';
import { removeFile } from '../fileRemoval.ts';
import { expectFullAddress } from '../fullAddress.ts';
import { noSuchFile } from '../noSuchFile.ts';
import type { StorageParts } from '../storageParts.ts';

/** DELETE: removes a file. Spec: DELETE-STAYS, DELETE-REAL, DELETE-REPEAT, READ-OWNER. */
export function deleteCommand(parts: StorageParts): SmallCommand {
  return {
    kind: 'small',
    name: 'DELETE',
    code: Command.delete,
    bodySizes: [FILE_ADDRESS_SIZE, FILE_ADDRESS_SIZE],
    async answer(body) {
      const address = decodeDeleteRequest(body);
      expectFullAddress(address);
      const row = await parts.finder.row(address);
      if (!(await removeFile(parts, row, parts.stores.ownPlaceOf(row.path)))) throw noSuchFile(address);
      return successPacket(ReplyCommand.storage, 0);
    },
  };
}
