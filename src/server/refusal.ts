import { DiskError } from '../host/disk.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import type { Failure } from '../protocol/failure.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { StoreError } from '../store/storeError.ts';

/** Whether a command took effect cannot be told: there is no honest answer, the connection is cut. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** Whether `error` is of a kind that commands may refuse with; all others are faults of the program. */
export function isForeseen(error: unknown): error is TnvError | StoreError | DiskError {
  return error instanceof TnvError || error instanceof StoreError || error instanceof DiskError;
}

/** The failure reply for what a command threw. Spec: ERR-NUMBERS, WIRE-FAILURE-TEXT. */
export function refusalOf(error: unknown, hostname: string): Failure {
  const [errorNumber, text] = explain(error);
  return { errorNumber, description: `[${hostname}] ${text}` };
}

function explain(error: unknown): [errorNumber: number, text: string] {
  if (error instanceof TnvError) return [error.errorNumber, error.message];
  if (error instanceof StoreError) return [ErrorNumber.unavailable, `the database failed: ${error.message}`];
  if (error instanceof DiskError) {
    return error.reason === 'full'
      ? [ErrorNumber.noSpace, 'the disk is full']
      : [ErrorNumber.internal, `the disk failed: ${error.reason}`];
  }
  return [ErrorNumber.internal, 'internal error'];
}
