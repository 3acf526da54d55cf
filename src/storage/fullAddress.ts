import type { FileAddress } from '../protocol/fileAddress.ts';
import { malformed } from '../protocol/malformed.ts';

/** Throws a malformed `TnvError` for an address that cannot name a file. Spec: UPLOAD-IDS. */
export function expectFullAddress({ userid, fileid }: FileAddress): void {
  if (userid === '') throw malformed('the user id is empty');
  if (fileid === '') throw malformed('the file id is empty');
}
