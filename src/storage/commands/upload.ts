import { sometimes } from '../../host/probe.ts';
import { Command, ReplyCommand } from '../../protocol/command.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import { malformed } from '../../protocol/malformed.ts';
import { successPacket } from '../../protocol/packet.ts';
import { quote } from '../../protocol/quote.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import { decodeUploadRequest, UPLOAD_PREFIX_SIZE, type UploadRequest } from '../../protocol/upload.ts';
import type { ContentCommand } from '../../server/command.ts';
import type { Content } from '../../server/content.ts';
import { OutcomeUnknown } from '../../server/refusal.ts';
import { expectFullAddress } from '../fullAddress.ts';
import type { Inserted } from '../rowInsertion.ts';
import type { StorageParts } from '../storageParts.ts';

/** Content from this size on is not taken before it was looked whether the id is taken. */
const EARLY_LOOK_SIZE = 256n * 1024n;

/** UPLOAD: keeps a new file. Spec: UPLOAD-DURABLE, UPLOAD-ALL-OR-NOTHING, UPLOAD-DUPLICATE, UPLOAD-RESEND, UPLOAD-EMPTY. */
export function uploadCommand({ stores, rows, owners, settling }: StorageParts): ContentCommand {
  return {
    kind: 'content',
    name: 'UPLOAD',
    code: Command.upload,
    prefixSize: UPLOAD_PREFIX_SIZE,
    async receive(prefix, content) {
      const request = decodeRequest(prefix, content);
      const { appid, userid, fileid } = request;
      if (content.size >= EARLY_LOOK_SIZE && (await rows.isTaken(userid, fileid))) throw taken(request);
      const file = await stores.begin(content.size);
      const path = file.place.text;
      let inserted: Inserted;
      try {
        await file.take(content);
        await file.publish();
        inserted = await rows.insert({ appid, userid, fileid, path, size: Number(content.size) });
        if (inserted === 'taken') {
          sometimes('upload.takenAtInsert');
          throw taken(request);
        }
      } catch (error) {
        if (error instanceof OutcomeUnknown) sometimes('upload.leftToSettle');
        if (error instanceof OutcomeUnknown) settling.add([file.place], error);
        else await file.takeBack();
        throw error;
      }
      // A delete may come before the insert that is late: whoever settles then finds the row that it leaves.
      if (inserted === 'repeated')
        settling.add([file.place], new Error('an insert whose answer was lost may come late'));
      else await file.arrived();
      owners.learn(path, request);
      return successPacket(ReplyCommand.storage, 0);
    },
  };
}

function decodeRequest(prefix: Buffer, content: Content): UploadRequest {
  const request = decodeUploadRequest(prefix);
  expectFullAddress(request);
  if (request.size !== content.size) {
    throw malformed(`UPLOAD announces ${request.size} bytes, but ${content.size} follow in its body`);
  }
  return request;
}

function taken({ fileid }: UploadRequest): TnvError {
  return new TnvError(ErrorNumber.exists, `there is a file ${quote(fileid)} already`);
}
