import type { Fields, Head } from '../wire/layout.ts';
import type { PacketName } from '../wire/packets.ts';
import type { RequestFault } from './inspectRequest.ts';
import type { Peer } from './peer.ts';

/** A request that a target sent to a server which the kit plays. */
export interface SeenRequest {
  readonly name: PacketName;
  readonly head: Head;
  readonly fields: Fields;
  /** Head and body, without the content of an UPLOAD. */
  readonly raw: Buffer;
  readonly faults: RequestFault[];
  /** The server that got it: `tracker 1`, `storage 2`, … */
  readonly server: string;
  readonly peer: Peer;
  readonly atMs: number;
  /** Bytes of an UPLOAD's content that came. */
  contentBytes: number;
  /** When its reply, or what the server did instead, was done. */
  doneAtMs: number | undefined;
}

/** A text of a request; empty when it has none of that name. */
export function textOf(request: SeenRequest, field: string): string {
  return String(request.fields[field] ?? '');
}

/** A number of a request; -1 when it has none of that name. */
export function numberOf(request: SeenRequest, field: string): number {
  return Number(request.fields[field] ?? -1);
}
