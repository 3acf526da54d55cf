import { AllServersFailed } from '../../client/allServersFailed.ts';
import { NotSupported } from '../../client/notSupported.ts';
import { SourceError } from '../../client/uploadSource.ts';
import { DiskError } from '../../host/disk.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import { CommandFailed } from '../exitCode.ts';

/** What went wrong, for people and scripts. */
export interface Failure {
  /** The protocol's, if it has one. */
  readonly number?: number;
  /** One sentence; the numbers that servers gave are in it. */
  readonly message: string;
}

/** What there is to say of a failed command; undefined for a fault of the program itself. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof AllServersFailed) {
    const doubt = error.outcomeUnknown ? '; it may have been done all the same' : '';
    return { number: error.errorNumber, message: `${error.message}${doubt}` };
  }
  if (error instanceof NotSupported) return { message: `${error.message}; files can be had by their ids` };
  if (error instanceof TnvError) {
    return { number: error.errorNumber, message: `refused: ${error.message} (${error.errorNumber})` };
  }
  if (error instanceof CommandFailed || error instanceof SourceError || error instanceof DiskError) {
    return { message: error.message };
  }
  return undefined;
}
