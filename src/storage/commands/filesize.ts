import { Command } from '../../protocol/command.ts';
import { FILE_ADDRESS_SIZE } from '../../protocol/fileAddress.ts';
import { decodeFilesizeRequest, encodeFilesizeReply } from '../../protocol/filesize.ts';
import type { SmallCommand } from '../../server/command.ts';
import { expectFullAddress } from '../fullAddress.ts';
import type { StorageParts } from '../storageParts.ts';

/** FILESIZE: how many bytes a file has. Spec: READ-OWNER, READ-ON-DISK. */
export function filesizeCommand({ finder }: StorageParts): SmallCommand {
  return {
    kind: 'small',
    name: 'FILESIZE',
    code: Command.filesize,
    bodySizes: [FILE_ADDRESS_SIZE, FILE_ADDRESS_SIZE],
    routine: true,
    async answer(body) {
      const address = decodeFilesizeRequest(body);
      expectFullAddress(address);
      return encodeFilesizeReply(BigInt(await finder.size(address)));
    },
  };
}
