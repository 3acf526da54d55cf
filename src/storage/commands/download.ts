import { Command } from '../../protocol/command.ts';
import { DOWNLOAD_BODY_SIZE, decodeDownloadRequest } from '../../protocol/download.ts';
import type { SmallCommand } from '../../server/command.ts';
import { replyWithPart } from '../fileSender.ts';
import { expectFullAddress } from '../fullAddress.ts';
import { rangeOf } from '../rangeOf.ts';
import type { StorageParts } from '../storageParts.ts';

/** DOWNLOAD: part of a file. Spec: DOWNLOAD-RANGE, READ-OWNER, READ-ON-DISK, READ-RIGHT-OR-ABSENT. */
export function downloadCommand({ finder, buffers, reads }: StorageParts): SmallCommand {
  return {
    kind: 'small',
    name: 'DOWNLOAD',
    code: Command.download,
    bodySizes: [DOWNLOAD_BODY_SIZE, DOWNLOAD_BODY_SIZE],
    async answer(body) {
      const request = decodeDownloadRequest(body);
      expectFullAddress(request);
      const file = await finder.open(request);
      return replyWithPart(file, () => rangeOf(request.offset, request.size, file.size), { buffers, reads });
    },
  };
}
