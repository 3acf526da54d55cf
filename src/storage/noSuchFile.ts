import { ErrorNumber } from '../protocol/errorNumber.ts';
import type { FileAddress } from '../protocol/fileAddress.ts';
import { quote } from '../protocol/quote.ts';
import { TnvError } from '../protocol/tnvError.ts';

/** The refusal when a user of an application has no such file, whoever else may have one. Spec: READ-OWNER. */
export function noSuchFile({ fileid }: FileAddress): TnvError {
  return new TnvError(ErrorNumber.notFound, `there is no file ${quote(fileid)} of this application and user`);
}
