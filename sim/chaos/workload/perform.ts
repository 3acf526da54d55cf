import type { OperationValue } from '../history.ts';
import type { Operation } from '../plan.ts';
import { cutUpload } from './cutUpload.ts';
import { download } from './download.ts';
import { garbage } from './garbage.ts';
import { ids } from './ids.ts';
import { describe, list } from './listing.ts';
import type { OperationContext, Performer } from './operationContext.ts';
import { deleteFile, filesize, groups, locate } from './questions.ts';
import { trespass } from './trespass.ts';
import { upload } from './upload.ts';

const PERFORMERS: { readonly [Kind in Operation['kind']]: Performer<Kind> } = {
  upload,
  filesize,
  download,
  delete: deleteFile,
  locate,
  groups,
  ids,
  trespass,
  garbage,
  cutUpload,
  list,
  describe,
};

/** Does an operation; resolves to what was learned, rejects as its kind does. */
export function perform(context: OperationContext, operation: Operation): Promise<OperationValue> {
  const performer = PERFORMERS[operation.kind] as Performer<Operation['kind']>;
  return performer(context, operation);
}
