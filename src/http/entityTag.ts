import { createHash } from 'node:crypto';
import type { FileAddress } from '../protocol/fileAddress.ts';

/** What a viewer can tell two versions of a file apart by. */
export interface Validators {
  /** A strong one, with its quotes. */
  readonly entityTag: string;
  /** Seconds since the epoch, when it is known. */
  readonly lastModified: number | undefined;
}

/**
 * The validators of a file. The protocol knows no time of change, and a file never changes under its id: so they
 * follow from the ids and the size alone and are the same at every gateway, after every restart.
 * Spec: HTTP-VALIDATORS.
 */
export function validatorsOf(file: FileAddress, size: number, nowMs: number): Validators {
  return { entityTag: entityTagOf(file, size), lastModified: uploadTimeOf(file.fileid, nowMs) };
}

function entityTagOf(file: FileAddress, size: number): string {
  const identity = JSON.stringify([file.appid, file.userid, file.fileid, size]);
  return `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
}

/** Seconds and microseconds in hexadecimal, a hash, a counter and a random number. */
const CLIENT_MADE = /^([0-9a-f]{8})([0-9a-f]{6})[0-9a-f]{16}[0-9]{6}$/;

/** The second in which a client made this file id: just before the upload. Unknown when it lies in the future. */
function uploadTimeOf(fileid: string, nowMs: number): number | undefined {
  const [, seconds = '', microseconds = ''] = CLIENT_MADE.exec(fileid) ?? [];
  if (seconds === '' || Number.parseInt(microseconds, 16) > 999_999) return undefined;
  const madeAt = Number.parseInt(seconds, 16);
  return madeAt * 1000 <= nowMs ? madeAt : undefined;
}
