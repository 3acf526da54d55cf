import { AllServersFailed } from '../../../src/client/allServersFailed.ts';
import { ClientClosed } from '../../../src/client/clientClosed.ts';
import { isUnanswered } from '../../../src/client/trouble.ts';
import { TnvError } from '../../../src/protocol/tnvError.ts';
import type { OperationEnd } from '../history.ts';

/** How an operation ended that failed with `error`; undefined when no operation may fail like that. */
export function endOf(error: unknown): OperationEnd | undefined {
  if (error instanceof AllServersFailed && error.outcomeUnknown) return { outcome: 'unanswered', why: error.message };
  if (error instanceof TnvError) return { outcome: 'refused', errorNumber: error.errorNumber, why: error.message };
  if (error instanceof ClientClosed) return { outcome: 'unanswered', why: error.message };
  return isUnanswered(error) ? { outcome: 'unanswered', why: error.message } : undefined;
}
