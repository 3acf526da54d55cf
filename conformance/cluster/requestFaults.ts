import { CaseFailure } from '../runner/failure.ts';
import type { Cluster } from './cluster.ts';
import type { RequestFault } from './inspectRequest.ts';

/** All that is wrong with the requests that came to a cluster. */
export function faultsOf(cluster: Cluster): RequestFault[] {
  return [...cluster.requests.flatMap((request) => request.faults), ...cluster.faults];
}

/** The same for faults of one kind. */
export function faultKey(fault: RequestFault): string {
  return `${fault.packet} ${fault.field} ${fault.statement}`;
}

/** The failure of a case that a wrong request is. */
export function failureOf(fault: RequestFault): CaseFailure {
  const { message, statement, expected, got, dialect } = fault;
  const bytes = { ...(expected && { expected }), ...(got && { got }) };
  return new CaseFailure({ axis: 'said', message, statement, ...bytes, ...(dialect && { dialects: [dialect] }) });
}
